/**
 * Waits until the work is done or the time is up; the work continues, and its failure rejects.
 * Waiting does not keep the program from ending.
 */
export async function withTimeout(work: Promise<unknown>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs).unref();
  });
  try {
    await Promise.race([work, timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
