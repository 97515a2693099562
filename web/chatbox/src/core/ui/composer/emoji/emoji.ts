/** The emoji that people send to a website, most wanted first: enough to pick from, few enough to see. */
export const EMOJI = [
  ..."😀 😄 😁 😂 🤣 😊 🙂 🙃 😉 😍 🥰 😘 😋 😎 🤩 🥳 🤔 🤨 😐 😏 🙄 😬 😌 😴".split(" "),
  ..."😷 🤒 🤯 😕 😟 🙁 😮 😳 🥺 😢 😭 😱 😤 😠 🤬 💀 🤖 👋 👍 👎 👌 ✌️ 🤞 👏".split(" "),
  ..."🙌 🙏 💪 🤝 👀 🤷 ❤️ 💔 💙 💚 💛 ✨ ⭐ 🔥 🎉 🎁 ✅ ❌ ❓ ❗ ⚠️ 💡 ⏰ 📅".split(" "),
  ..."📎 📷 📱 💻 🖨️ 🔑 🔒 🔧 🐛 💳 💰 🧾 📦 🚚 🛒 🏠 ✈️ 🚗 ☕ 🍕 🍰 🌞 🌧️ 🌱".split(" "),
];
