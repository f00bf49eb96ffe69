/** A list of numbers outside of the heap, which is small in children. */
export type NumberList = {
  push(value: number): void;
  /** Valid until the next change. */
  values(): Float64Array;
  clear(): void;
};

const firstCapacity = 4096;

export function createNumberList(): NumberList {
  let values = new Float64Array(firstCapacity);
  let length = 0;
  return {
    push(value) {
      if (length === values.length) {
        const larger = new Float64Array(length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    values: () => values.subarray(0, length),
    clear() {
      length = 0;
    },
  };
}
