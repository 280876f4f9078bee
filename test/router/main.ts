/** `npm run router`: the first question of a fresh profile, asked through claude-code-router's core. */
import { createClient } from '../../src/messages/client';
import { isMessagesError } from '../../src/messages/errors';
import { firstQuestion, type Outcome } from '../fixtures/firstQuestion';
import { check } from '../unit/check/support';
import { startRouter } from './router';
import { rows, script } from './rows';

/** The router takes any key, and has one of its own for the server behind it. */
const key = 'sk-router-4f9c01ab77';

interface Result {
  readonly name: string;
  readonly isRight: boolean;
  readonly said: string;
}

async function main(): Promise<void> {
  const router = await startRouter();
  const results: Result[] = [];
  try {
    script(router.mock);
    for (const { name, question, settings, chips, isRight } of rows) {
      const outcome = await firstQuestion(question, { url: router.url, key, settings, chips });
      results.push({ name, isRight: isRight(outcome), said: saidIn(outcome) });
    }
    results.push(...(await missingCalls(router.url)), await checked(router.url));
  } finally {
    await router.stop();
  }
  for (const { name, isRight, said } of results) console.log(`${isRight ? '✓' : '✗'} ${name}: ${said}`);
  const right = results.filter(({ isRight }) => isRight).length;
  console.log(`claude-code-router: ${results.length} tried, ${right} right`);
  process.exitCode = right === results.length ? 0 : 1;
}

function saidIn({ sentence, text, turn, steps }: Outcome): string {
  const blocks = turn.content.map(({ type }) => type).join(', ');
  return [sentence ?? `“${text}” (${blocks})`, steps.length > 0 && `[${steps.join(', ')}]`].filter(Boolean).join(' ');
}

/** What the router does not have: it counts no tokens and lists no models. */
async function missingCalls(baseUrl: string): Promise<Result[]> {
  const client = createClient({ endpoint: { name: 'Here', baseUrl, auth: 'bearer' }, key });
  const messages = [{ role: 'user' as const, content: 'hello' }];
  const calls = {
    count_tokens: client.countTokens({ model: 'claude-sonnet-4-5', max_tokens: 1, messages }),
    'list of models': client.models(),
  };
  return Promise.all(
    Object.entries(calls).map(async ([name, call]) => {
      const kind = await call.then(
        () => 'an answer',
        (error: unknown) => (isMessagesError(error) ? error.kind : String(error)),
      );
      return { name: `no ${name}`, isRight: kind === 'not_found', said: kind };
    }),
  );
}

async function checked(url: string): Promise<Result> {
  const { diagnosis, sentence, said } = await check({ url, key, model: 'claude-sonnet-4-5' });
  const missing = [said('models'), said('countTokens')];
  const isRight = diagnosis === 'works' && missing.every((one) => one === 'absent noSuchCall');
  return { name: 'Check Endpoint', isRight, said: [diagnosis, sentence, ...missing].filter(Boolean).join('; ') };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
