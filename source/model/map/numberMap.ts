/** A map of whole numbers to numbers outside of the heap, which is small in children. */
export type NumberMap = {
  get(key: number): number | undefined;
  set(key: number, value: number): void;
};

const firstCapacity = 4096;
const free = -1;

/** Keys are at least 0. Open addressing, at most half full. */
export function createNumberMap(): NumberMap {
  let keys = new Float64Array(firstCapacity).fill(free);
  let values = new Float64Array(firstCapacity);
  let size = 0;

  /** Where the key is, or would be. */
  function placeOf(key: number): number {
    const mask = keys.length - 1;
    const mixed = Math.imul(key ^ (key / 0x1_0000_0000), 0x9e37_79b1);
    let place = (mixed ^ (mixed >>> 15)) & mask;
    while (keys[place] !== free && keys[place] !== key) place = (place + 1) & mask;
    return place;
  }

  function grow(): void {
    const [oldKeys, oldValues] = [keys, values];
    keys = new Float64Array(oldKeys.length * 2).fill(free);
    values = new Float64Array(keys.length);
    for (let index = 0; index < oldKeys.length; index++) {
      const key = oldKeys[index] as number;
      if (key === free) continue;
      const place = placeOf(key);
      keys[place] = key;
      values[place] = oldValues[index] as number;
    }
  }

  return {
    get(key) {
      const place = placeOf(key);
      return keys[place] === free ? undefined : values[place];
    },
    set(key, value) {
      if (size * 2 >= keys.length) grow();
      const place = placeOf(key);
      if (keys[place] === free) size++;
      keys[place] = key;
      values[place] = value;
    },
  };
}
