/** Counts the rows of a table, and prints them when all have run. */
export function tally(title: string) {
  const rows: string[] = [];
  let right = 0;
  after(() => {
    console.log(`${title}: ${rows.length} tried, ${right} right`);
    for (const row of rows) console.log(`  ${row}`);
  });
  return async (name: string, run: () => Promise<string>): Promise<void> => {
    const at = rows.push(`${name}: FAILED`) - 1;
    rows[at] = `${name}: ${await run()}`;
    right += 1;
  };
}
