// What can be done with a conversation together with others.  Each asks the server, which decides.

import { errorText } from '../parts/ErrorNotice';
import type { Desk } from '../desk';
import type { T } from '../texts';
import { toast } from '../toasts';

export type Act = 'join' | 'leave' | 'watch' | 'take-over';

/** True when it was done; else the reason has been shown. */
export async function act(desk: Desk, t: T, conversation: string, what: Act | 'invite' | 'remove', body?: object): Promise<boolean> {
  try {
    await desk.api.post(`/v1/conversations/${conversation}/${what}`, body);
    return true;
  } catch (error) {
    toast('bad', errorText(t, error));
    return false;
  } finally {
    desk.refreshAll();
    desk.together.now();
  }
}
