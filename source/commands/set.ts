import type {Host} from '../host/host.js';
import {advance} from '../model/advance.js';
import {findManagers} from '../model/tuning/managers.js';
import {dangersOf} from '../model/tuning/memoryLimit.js';
import {type Plan, planChanges} from '../model/tuning/plan.js';
import {explainRefusal} from '../model/tuning/refusal.js';
import {valueText} from '../model/tuning/valueText.js';
import {carryOut, type Execution, readBackTexts} from '../session/carryOut.js';
import {parseAssignments} from './options/assignments.js';
import type {CommandLine} from './options/command.js';
import {complain} from './printing/complain.js';
import {planLines} from './printing/planLines.js';
import {printLines} from './printing/printLines.js';
import {confirmed} from './running/confirm.js';
import {openHost} from './sampling/openHost.js';
import {settledSample} from './sampling/settledSample.js';

/** Sets parameters without a screen, all or none. */
export async function set(line: CommandLine): Promise<number> {
  const wanted = parseAssignments(line.words);
  const host = await openHost(line);
  try {
    const sample = await settledSample(host);
    const model = advance(undefined, sample);
    const {value: plan, problem} = planChanges(model, wanted);
    if (!plan) return refuse(problem);
    const dangers = await dangersOf(model, plan.writes, host);
    const lines = [...planLines(model, plan, wanted), ...dangers];
    // Printed before the first write: a failure to print leaves KSM unchanged.
    const isRead = await printLines(lines);
    for (const {name, habit} of findManagers(sample.processes ?? []))
      complain(`${name} runs: ${habit}.`);
    const [first] = plan.writes;
    if (line.options.dryRun || !first) return 0;
    if (!isRead) return refuse('nothing was changed, because nothing reads the output.');
    if (sample.writeRefusal)
      return refuse(explainRefusal(sample.writeRefusal, first.name, first.to));
    if (plan.costs.length > 0 && !line.options.yes && !(await confirmed('Continue?'))) {
      return refuse('nothing was changed.');
    }
    return report(plan, await carryOutUnderSignals(plan, host));
  } finally {
    await host.close();
  }
}

/** A signal, or a closed stderr, ends the sequence and undoes what was written. */
async function carryOutUnderSignals(plan: Plan, host: Host): Promise<Execution> {
  const interruption = new AbortController();
  const interrupt = () => {
    complain('interrupted: undoing what was written.');
    interruption.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, interrupt);
  // Without a listener, a failed write to stderr would end the program halfway.
  process.stderr.on('error', () => interruption.abort());
  let notice: NodeJS.Timeout | undefined;
  const execution = await carryOut(plan, host.write, {
    signal: interruption.signal,
    onWrite({name, to}) {
      clearTimeout(notice);
      notice = setTimeout(() => {
        complain(`${name}=${to} is waiting for ksmd to finish its batch.`);
      }, slowMilliseconds);
    },
  });
  clearTimeout(notice);
  for (const signal of signals) process.off(signal, interrupt);
  return execution;
}

const slowMilliseconds = 1000;

function report(plan: Plan, execution: Execution): number {
  const {problem, tried, notRestored} = execution;
  for (const sentence of readBackTexts(execution)) complain(sentence);
  if (problem === undefined) return 0;
  for (const sentence of notRestored) complain(`not undone: ${sentence}`);
  const done = tried.length > 1 && notRestored.length === 0;
  const names = [...new Set(plan.writes.map(({name}) => name))];
  const held = names.map((name) => `${name}=${valueText(name, plan.before[name])}`).join(', ');
  return refuse(done ? `${problem} The former values are restored: ${held}.` : problem);
}

function refuse(sentence: string): number {
  complain(sentence);
  return 1;
}
