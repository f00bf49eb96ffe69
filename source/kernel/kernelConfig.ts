/** Whether a kernel configuration sets an option; absent: it says nothing of it. */
export function configSets(text: string, option: string): boolean | undefined {
  if (new RegExp(`^${option}=[ym]$`, 'm').test(text)) return true;
  return new RegExp(`^# ${option} is not set$`, 'm').test(text) ? false : undefined;
}
