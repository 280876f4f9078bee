import { createChangeFilter } from './changeFilter';
import { cleaned } from './clean';
import { createRepeatedLineFilter } from './dropRepeatedLines';
import { createReindenter, type ReindentOptions } from './reindent';
import { type Around } from './insertedLines';
import { createCodeExtractor, type ExtractedCode } from './extractCode';

export interface CodeStreamOptions extends Omit<ReindentOptions, 'echo'> {
  readonly languageId: string;
  readonly around: Around;
}

export interface CodeOfReply extends ExtractedCode {
  /** The reply was a change of the file that says nothing about the place. */
  readonly misfit: boolean;
}

export interface CodeStream {
  feed(text: string): void;
  end(): CodeOfReply;
}

/** Where the code goes that fits its place; see `Proposal`. */
export interface FittedSink {
  write(text: string): void;
  reset(): void;
}

/**
 * From a reply as it streams to what stands below the comment in the end: without prose and fences, without what the
 * file has already, at the place's indentation. The same for any way in which the reply is cut into chunks.
 */
export function createCodeStream({ languageId, around, ...place }: CodeStreamOptions, sink: FittedSink): CodeStream {
  const comment = around.before.slice(around.before.length - around.commentLines);
  let label = '';
  let raw = '';
  const fitter = createReindenter({ ...place, echo: comment }, (text) => sink.write(text));
  const echoes = createRepeatedLineFilter(around.after, (code) => fitter.feed(code));
  const changes = createChangeFilter(
    around,
    (code) => echoes.feed(code),
    () => label === 'diff' || label === 'patch' || label === 'udiff',
  );
  const stages = [changes, echoes, fitter];
  const reset = () => {
    raw = '';
    for (const stage of stages) stage.reset();
    sink.reset();
  };
  const stripper = createCodeExtractor(languageId, {
    write(code) {
      raw += code;
      changes.feed(code);
    },
    opened: (info) => (label = info.toLowerCase()),
    reset,
  });
  return {
    feed: (text) => stripper.feed(text),
    end() {
      const stripped = stripper.end();
      const clean = cleaned(raw, languageId);
      if (clean !== raw) {
        reset();
        changes.feed(clean);
      }
      for (const stage of stages) stage.end();
      return { ...stripped, misfit: changes.misfit };
    },
  };
}
