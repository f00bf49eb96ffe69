import {childWord} from '../host/child/program.js';

/** Loads no more than the words need: a child only its job, a question about ksmtop no parser. */
export async function main(words: readonly string[]): Promise<void> {
  const [word = ''] = words;
  if (word === childWord) {
    const {runChild} = await import('../host/child/runChild.js');
    await runChild(words[1]);
    process.exit();
  }
  if (words.length === 1 && (word === '--help' || word === '--version')) {
    const {answer} = await import('./answer.js');
    await answer(word);
    return;
  }
  const {runCommand} = await import('./runCommand.js');
  await runCommand(words);
}
