import {childWord} from '../host/child/program.js';
import {questionIn} from './question.js';

/** Loads no more than the words need: a child only its job, a question about ksmtop no parser. */
export async function main(words: readonly string[]): Promise<void> {
  const [word = ''] = words;
  if (word === childWord) {
    const {runChild} = await import('../host/child/runChild.js');
    await runChild(words[1]);
    process.exit();
  }
  const question = questionIn(words);
  if (question) {
    const {answer} = await import('./answer.js');
    await answer(question);
    return;
  }
  const {runCommand} = await import('./runCommand.js');
  await runCommand(words);
}
