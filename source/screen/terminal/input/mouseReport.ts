import type {Token} from './inputToken.js';

/** A press of the left button, or a notch of the wheel. Line and column count from 0. */
export type MouseReport = {
  button: 'left' | 'wheelUp' | 'wheelDown';
  line: number;
  column: number;
};

/** Without modifiers, with which the button belongs to the terminal. */
const buttons: Readonly<Record<string, MouseReport['button']>> = {
  0: 'left',
  64: 'wheelUp',
  65: 'wheelDown',
};

/** Reads xterm's SGR report of a press: `CSI < button ; column ; line M`; other tokens are none. */
export function mouseReportOf(token: Token): MouseReport | undefined {
  if (token.kind !== 'sequence' || token.introducer !== 'CSI' || token.intermediates !== '') {
    return undefined;
  }
  const {prefix, final, parameters} = token;
  const [, pressed = '', column, line] =
    /^(\d+);([1-9]\d{0,4});([1-9]\d{0,4})$/.exec(parameters) ?? [];
  const button = prefix === '<' && final === 'M' ? buttons[pressed] : undefined;
  return button && {button, line: Number(line) - 1, column: Number(column) - 1};
}
