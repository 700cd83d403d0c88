// The look of what stands in other people's pages: the floating button and the frame around the
// chat.  A constructed style sheet, because pages may forbid inline styles.  The colours repeat
// shared/tokens.css, which doesn't reach into other pages.

export const sheet = `
:host{all:initial}
.box{--ground:#0b6b5b;--hover:#07544a;--sign:#fff;--surface:#fff;--line:#e2e0d8;position:fixed;bottom:20px;z-index:2147483000}
.box.right{right:20px}
.box.left{left:20px}
.box.dark{--ground:#4fc3a8;--hover:#7dd8c2;--sign:#06231d;--surface:#1a1e1d;--line:#303634}
@media(prefers-color-scheme:dark){.box.auto{--ground:#4fc3a8;--hover:#7dd8c2;--sign:#06231d;--surface:#1a1e1d;--line:#303634}}
.button{position:relative;display:flex;align-items:center;justify-content:center;width:60px;height:60px;margin:0;padding:0;border:0;border-radius:50%;background:var(--ground);color:var(--sign);cursor:pointer;box-shadow:0 2px 6px rgb(20 24 22/20%),0 10px 28px rgb(20 24 22/24%);transition:background .12s,transform .12s}
.button:hover{background:var(--hover)}
.button:active{transform:scale(.95)}
.button:focus-visible{outline:3px solid var(--ground);outline-offset:3px}
svg{position:absolute;width:28px;height:28px;fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round;transition:opacity .15s,transform .2s}
svg+svg,.open svg{opacity:0;transform:rotate(-45deg) scale(.6)}
.open svg+svg{opacity:1;transform:none}
.badge{position:absolute;top:-3px;right:-3px;min-width:22px;height:22px;box-sizing:border-box;padding:0 6px;border:2px solid #fff;border-radius:11px;background:#b3261e;color:#fff;font:650 12px/18px system-ui,sans-serif;text-align:center}
.badge[hidden]{display:none}
.panel{position:fixed;bottom:96px;width:400px;height:min(680px,100vh - 116px);border:1px solid var(--line);border-radius:18px;background:var(--surface);box-shadow:0 4px 10px rgb(20 24 22/8%),0 18px 56px rgb(20 24 22/22%);overflow:hidden;visibility:hidden;opacity:0;transform:translateY(12px) scale(.98);transform-origin:bottom right;transition:opacity .16s,transform .2s cubic-bezier(.2,.8,.3,1),visibility 0s .2s}
.right .panel{right:20px}
.left .panel{left:20px;transform-origin:bottom left}
.open .panel{visibility:visible;opacity:1;transform:none;transition-delay:0s}
.frame{display:block;width:100%;height:100%;border:0;color-scheme:normal}
@media(max-width:479px),(max-height:479px){
.box{bottom:16px}.box.right{right:16px}.box.left{left:16px}
.panel,.right .panel,.left .panel{inset:0;width:auto;height:auto;border:0;border-radius:0}
.open .button{display:none}
}
@media(prefers-reduced-motion:reduce){*{transition:none!important}}
@media print{.box{display:none}}
`;
