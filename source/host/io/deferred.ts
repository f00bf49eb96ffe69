/** A promise to be kept from outside of it. (Node has this from 22 on.) */
export type Deferred<Value> = {
  promise: Promise<Value>;
  resolve: (value: Value) => void;
  reject: (error: Error) => void;
};

export function createDeferred<Value>(): Deferred<Value> {
  let resolve: Deferred<Value>['resolve'] = () => {};
  let reject: Deferred<Value>['reject'] = () => {};
  const promise = new Promise<Value>((keep, break_) => {
    resolve = keep;
    reject = break_;
  });
  return {promise, resolve, reject};
}
