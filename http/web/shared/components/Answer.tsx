// What Foyer says: the HTML that the server made of an answer's Markdown (view_answer in http/views.h).
// Chat, desk and previews show this, so that editors see what visitors see.  It is safe because the
// server writes every byte of it; nothing else may be given to this component.

import type { VNode } from 'preact';

export function Answer({ html }: { html: string }): VNode {
  // eslint-disable-next-line no-restricted-syntax -- by the server's own writer, as above
  return <div class="markdown" dir="auto" dangerouslySetInnerHTML={{ __html: html }} />;
}
