/** `npm run soak` takes the time that random input needs to find rare faults; every other run less. */
export const isSoak = process.env['KSMTOP_SOAK'] === '1';

/** How many cases to try. */
export const cases = (usual: number, soak: number): number => (isSoak ? soak : usual);

/** How often the soak opts each program in and out. */
export const soakRounds = Number(process.env['KSMTOP_SOAK_ROUNDS'] ?? 10_000);
