import { createProgram } from './program.ts';
import { EXIT } from './shared/output/exit-codes.ts';
import { endWhenCutOff, warn } from './shared/output/print.ts';
import { sentenceOf } from './shared/output/sentence.ts';

/** The `warden` command: its end is an exit code, its failure one sentence. */

endWhenCutOff();
try {
  await createProgram().parseAsync();
} catch (error) {
  const sentence = sentenceOf(error);
  if (sentence === undefined) {
    // The command line library has said all there is to say: help, or what was wrong with the words.
    process.exitCode = (error as { exitCode: number }).exitCode === 0 ? EXIT.good : EXIT.error;
  } else {
    warn(sentence);
    process.exitCode = EXIT.error;
  }
}
