import {withTimeout} from '../../host/io/withTimeout.js';
import {parseSettings} from '../../screen/settings/parseSettings.js';
import type {Settings} from '../../screen/settings/settings.js';
import type {UserScreen} from '../../screen/settings/userScreen.js';
import {viewOf} from '../../screen/settings/viewSettings.js';
import {createViewStore} from '../../screen/settings/viewState.js';
import {isScreen} from '../../screen/terminal/multiplexer.js';
import type {CommandLine} from '../options/command.js';
import {complain} from '../printing/complain.js';
import {saveView} from './saveView.js';
import {settingsPath, settingsText} from './settingsFile.js';

/** The settings of this user, and where they are kept. */
export type UserSettings = {
  values: Settings;
  /** What is wrong with the file: a sentence each. */
  problems: readonly string[];
  save: UserScreen['save'];
};

/** A home directory on a server that does not answer. */
const readTimeoutMs = 2000;

/**
 * The settings of this user. A file that is missing, unreadable or wrong never keeps ksmtop from
 * starting: what is wrong is reported on standard error, and has its default.
 */
export async function readSettings(env = process.env): Promise<UserSettings> {
  const path = settingsPath(env);
  const save: UserSettings['save'] = (view) => saveView(path, view, process.geteuid?.());
  if (path === undefined) return {values: {}, problems: [], save};
  const {values, problems} = await readFrom(path);
  for (const problem of problems) complain(problem);
  return {values, problems, save};
}

/** What a screen takes of the settings, and of the options that override them. */
export function screenOf(
  settings: UserSettings,
  {color, mouse}: CommandLine['options'],
): UserScreen {
  const view = viewOf({
    ...settings.values,
    ...(mouse === false && {mouse}),
    ...(color === false && {theme: 'mono'}),
  });
  return {
    viewStore: createViewStore(view),
    save: settings.save,
    notice: noticeOf(settings),
  };
}

/**
 * Whether the mouse works in ksmtop at first. GNU screen holds back the Escape key while a program
 * uses the mouse, so it must be asked for there.
 */
export function wantsMouse(
  {mouse}: CommandLine['options'],
  {values}: Pick<UserSettings, 'values'>,
  env = process.env,
): boolean {
  return mouse !== false && (values.mouse ?? !isScreen(env));
}

/** What is said about the file at first; absent: nothing is wrong with it. */
function noticeOf({problems}: UserSettings): string | undefined {
  const [first, ...others] = problems;
  if (first === undefined || others.length === 0) return first;
  return `${first} (${others.length} more on standard error)`;
}

async function readFrom(path: string): Promise<Pick<UserSettings, 'values' | 'problems'>> {
  try {
    let text: string | undefined;
    const reading = settingsText(path).then((found) => {
      text = found;
    });
    await withTimeout(reading, readTimeoutMs);
    if (text === undefined) throw new Error(`${path} did not answer in ${readTimeoutMs / 1000} s`);
    const {settings, problems} = parseSettings(text);
    return {values: settings, problems: problems.map((problem) => `${path} ${problem}`)};
  } catch (error) {
    return {values: {}, problems: [`${(error as Error).message}; using the defaults.`]};
  }
}
