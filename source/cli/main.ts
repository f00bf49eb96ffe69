import {childWord} from '../host/child/program.js';
import {infoRequestIn} from './infoRequest.js';

/** Loads no more than the words need: a child only its job, a request for help no parser. */
export async function main(words: readonly string[]): Promise<void> {
  const [word = ''] = words;
  if (word === childWord) {
    const {runChild} = await import('../host/child/runChild.js');
    await runChild(words[1]);
    process.exit();
  }
  const request = infoRequestIn(words);
  if (request) {
    const {printInfo} = await import('./printInfo.js');
    await printInfo(request);
    return;
  }
  const {runCommand} = await import('./runCommand.js');
  await runCommand(words);
}
