// Supplies what the embedded engine has no word for and ECharts expects. Must be imported first.

const root = new Function("return this")() as { [name: string]: unknown };

/** Keeps pairs in two lists: image bundles hold a handful of weak keys at most. */
class ListMap {
  private keys: unknown[] = [];
  private values: unknown[] = [];

  get(key: unknown): unknown {
    return this.values[this.keys.indexOf(key)];
  }

  set(key: unknown, value: unknown): this {
    const at = this.keys.indexOf(key);
    if (at >= 0) {
      this.values[at] = value;
    } else {
      this.keys.push(key);
      this.values.push(value);
    }
    return this;
  }

  has(key: unknown): boolean {
    return this.keys.indexOf(key) >= 0;
  }

  delete(key: unknown): boolean {
    const at = this.keys.indexOf(key);
    if (at < 0) return false;
    this.keys.splice(at, 1);
    this.values.splice(at, 1);
    return true;
  }
}

const silent = () => undefined;
root.global = root.global || root;
root.console = root.console || { log: silent, warn: silent, error: silent };
root.WeakMap = root.WeakMap || ListMap;
root.setTimeout = root.setTimeout || (() => 0);
root.clearTimeout = root.clearTimeout || silent;

// Typed arrays lack the list methods; the generic ones of Array serve them as well.
const lists = ["Float32Array", "Float64Array", "Int32Array", "Uint16Array", "Uint32Array"];
const methods = ["sort", "slice", "indexOf", "forEach", "map", "reverse", "join"];
lists.forEach((list) => {
  const prototype = (root[list] as { prototype: { [name: string]: unknown } }).prototype;
  methods.forEach((method) => {
    const generic = (Array.prototype as unknown as { [name: string]: unknown })[method];
    prototype[method] = prototype[method] || generic;
  });
});
