/** `/etc/passwd`: names by user id; the first of several for one id, as the C library has it. */
export function parsePasswd(text: string): Record<number, string> {
  const names: Record<number, string> = {};
  for (const line of text.split('\n')) {
    const [name, , id] = line.split(':');
    if (name && id && /^\d{1,10}$/.test(id)) names[Number(id)] ??= name;
  }
  return names;
}
