// Preact's signals as they run in any page.
//
// Old libraries replace `bind` (MooTools 1.4 forgets what a bound function is called with later), so functions
// are tied to their arguments by arrows. Where a page has frozen `Object.prototype`, nothing of the names that
// stand there can be assigned to an object, so signals do without the three that they would have: what a
// signal is as a text, a value or JSON, which nobody here asks.

const USES = [
  // The hook of a name gets the one before it as its first argument.
  [
    /(\w+)\[(\w+)\]=(\w+)\.bind\(null,(\1\[\2\]\|\|function\(\)\{\})\)/,
    "{const before=$4;$1[$2]=(...more)=>$3(before,...more)}",
  ],
  [/\b(\w+)\.bind\(this,(\w+)\)/, "(kept=>()=>$1.call(this,kept))($2)"],
  [/\b(\w+)\.d\.bind\(\1\)/, "()=>$1.d()"],
  [/\w+\.prototype\.(?:valueOf|toString|toJSON)=function/g, "void function"],
];
const LEFT = /\.bind\(|\.prototype\.(?:valueOf|toString|toJSON)=/;

/** A plugin of Vite for what goes into pages of others. */
export function signalsAnywhere() {
  return {
    name: "signals-anywhere",
    transform(code, id) {
      if (!id.includes("@preact/signals")) return null;
      let own = code;
      for (const [use, instead] of USES) own = own.replace(use, instead);
      // A new version of the package may say it in another way.
      if (LEFT.test(own)) throw new Error(`${id} needs another look: ${LEFT.exec(own)}`);
      return { code: own, map: null };
    },
  };
}
