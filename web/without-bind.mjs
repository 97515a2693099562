// Functions that are tied to their arguments by arrows and not by `bind`: old libraries replace that (MooTools
// 1.4 forgets what a bound function is called with later), and Preact's signals would not come up beside them.

const PARTIAL = /(\w+)\[(\w+)\]=(\w+)\.bind\(null,(\1\[\2\]\|\|function\(\)\{\})\)/;
const USES = [
  // The hook of a name gets the one before it as its first argument.
  [PARTIAL, "{const before=$4;$1[$2]=(...more)=>$3(before,...more)}"],
  [/\b(\w+)\.bind\(this,(\w+)\)/, "(kept=>()=>$1.call(this,kept))($2)"],
  [/\b(\w+)\.d\.bind\(\1\)/, "()=>$1.d()"],
];

/** A plugin of Vite for what goes into pages of others. */
export function withoutBind() {
  return {
    name: "without-bind",
    transform(code, id) {
      if (!id.includes("@preact/signals")) return null;
      let own = code;
      for (const [use, instead] of USES) own = own.replace(use, instead);
      // A new version of the package may say it in another way.
      if (own.includes(".bind(")) throw new Error(`${id} still binds`);
      return { code: own, map: null };
    },
  };
}
