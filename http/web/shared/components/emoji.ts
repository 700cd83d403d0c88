// The emoji that people use in customer service, in rows of eight.  Loaded when the picker is opened.

export const emoji: readonly string[] = [
  ...'😀 😃 😄 😁 😊 🙂 😉 😍'.split(' '),
  ...'🥰 😘 😎 🤩 🥳 🤗 🤔 😅'.split(' '),
  ...'😂 🤣 😇 😐 🙄 😬 😴 😷'.split(' '),
  ...'🙁 😞 😢 😭 😟 😕 😳 😱'.split(' '),
  ...'😤 😡 🤯 🤒 🥺 😮 🤷 🤦'.split(' '),
  ...'👍 👎 👌 🙏 👏 🙌 🤝 💪'.split(' '),
  ...'👋 ✌️ 🤞 👆 👇 👈 👉 ✋'.split(' '),
  ...'❤️ 🧡 💛 💚 💙 💜 💔 🎉'.split(' '),
  ...'🎁 🌹 ☕ 🍀 ⭐ ✨ 🔥 💯'.split(' '),
  ...'✅ ❌ ❓ ❗ ⚠️ ⏰ 📅 📦'.split(' '),
  ...'🚚 💳 💰 🧾 📱 💻 📷 🔑'.split(' '),
];
