// One visitor's conversation on one site: what is known of it, and everything the visitor can do.
// The conversation's id and token are kept in the browser, so that a reload or a second tab goes on
// where this one is.  Components watch `state`; they never talk to the server themselves.

import { Api, ApiError } from '../shared/api';
import { Synchroniser, streamAddress, wakeWithPage, type SyncStatus } from '../shared/events';
import { FileTray, uploadFile } from '../shared/files';
import { Outbox, safeStorage } from '../shared/outbox';
import { createStore, type Store } from '../shared/store';
import type { Attachment, ConversationView, LogEvent, Rating, ReplyBy, SiteView } from '../shared/types';
import type { User } from '../loader/protocol';
import type { Host } from './host';
import type { MemberDoor, Membership } from './member';
import { chosenByNumber, empty, type SessionState } from './state';

export interface LeftMessage {
  text: string;
  category: string;
  reply_by: ReplyBy;
  contact: string;
}

interface Kept {
  id: string;
  token: string;
  /** Whose it is, when its site said who the visitor is. */
  member?: string;
}

export * from './state';

export type FormValues = Record<string, string | boolean>;

/** What was filled in isn't what the site asks by now; that is shown instead. */
export class FormChanged extends Error {}

const isOfForm = (error: unknown): boolean => error instanceof ApiError && (error.problem.field ?? '').startsWith('form');

interface Changed {
  events?: LogEvent[];
  conversation?: ConversationView;
}

const TYPING_LASTS = 5_000;
/** Who is here and what the site says is asked again when the chat is opened later than this. */
const SITE_LASTS = 60_000;
/** A conversation that ended longer ago than this is not shown again: the visitor starts afresh. */
const OLD = 6 * 3_600_000;

export class Session {
  readonly state: Store<SessionState> = createStore(empty);
  private readonly api: Api;
  private readonly synchroniser: Synchroniser;
  private readonly outbox: Outbox;
  private readonly storage = safeStorage();
  private kept: Kept | null = null;
  private beginning: Promise<string> | null = null;
  private seen = 0;
  private group: string | undefined;
  private tags: string[] = [];
  private form: FormValues | null = null;
  /** Whoever waits for the form before the chat. */
  private waiting: (() => void)[] = [];
  private afterForm: (() => void) | null = null;
  private member: Membership | null = null;
  private seenTimer = 0;
  private seenSent = 0;
  private gotSent = 0;
  private siteAt = 0;
  private siteArrived: () => void = () => undefined;
  private readonly siteKnown = new Promise<void>((done) => (this.siteArrived = done));
  /** The files of the message that is being written. */
  readonly tray: FileTray;
  private readonly addresses = new Map<string, Promise<string>>();
  /** What the tray says of files that the site doesn't take; the app knows the words. */
  says = { tooLarge: (most: number) => String(most), wrongKind: (accept: string) => accept };
  /** Told the site's language, when the site doesn't speak the page's. */
  onLanguage: (language: string) => void = () => undefined;

  constructor(
    private readonly siteName: string,
    private language: string,
    private readonly host: Host,
  ) {
    this.api = new Api({ language: () => this.language });
    this.synchroniser = new Synchroniser({
      api: this.api,
      address: streamAddress(),
      onStatus: (status) => this.statusChanged(status),
    });
    this.outbox = new Outbox({
      api: this.api,
      name: this.name,
      storage: this.storage,
      tokenOf: () => this.kept?.token,
      begin: () => this.begin(),
      onEvents: (id, events) => this.synchroniser.deliver(id, events),
      onChange: () => this.showUnsent(),
    });
    this.tray = new FileTray({
      limits: () => this.state.get().site?.files,
      send: (file, onProgress, signal) => this.uploadOne(file, onProgress, signal),
      tooLarge: (most) => this.says.tooLarge(most),
      wrongKind: (accept) => this.says.wrongKind(accept),
    });
  }

  private get name(): string {
    return `foyer:${this.siteName}`;
  }

  start(): void {
    this.state.patch({ draft: this.storage?.getItem(`${this.name}:draft`) ?? '' });
    this.seen = Number(this.storage?.getItem(`${this.name}:seen`) ?? 0);
    this.synchroniser.start();
    wakeWithPage(this.synchroniser);
    document.addEventListener('visibilitychange', () => this.countUnread());
    window.addEventListener('online', () => this.outbox.retry());
    window.addEventListener('storage', (event) => this.storageChanged(event.key));
    void this.loadSite();
    const kept = this.readKept();
    if (kept) this.follow(kept);
    this.outbox.retry();
    this.showUnsent();
  }

  setLanguage(language: string): void {
    this.language = language;
    void this.loadSite();
  }

  setGroup(group: string | undefined): void {
    this.group = group;
  }

  /** What the page says of the visitor, such as "vip". */
  setTags(tags: string[]): void {
    this.tags = tags.slice(0, 20);
  }

  /* The site ------------------------------------------------------------------ */

  private async loadSite(attempt = 0): Promise<void> {
    const { language } = this;
    const query = new URLSearchParams({ language, ...(this.group ? { group: this.group } : {}) });
    const path = `/v1/sites/${encodeURIComponent(this.siteName)}?${query}`;
    try {
      const site = await this.api.get<SiteView>(path);
      if (language !== this.language) return; // the answer in the other one comes by itself
      this.state.patch({ site });
      this.siteAt = Date.now();
      this.siteArrived();
      if (site.language && site.language !== language) this.onLanguage(site.language);
    } catch {
      if (attempt === 0) this.siteArrived(); // what it asks isn't known; the server insists
      if (attempt < 5) setTimeout(() => void this.loadSite(attempt + 1), 2000 * 2 ** attempt);
    }
  }

  /* Which conversation -------------------------------------------------------- */

  private readKept(): Kept | null {
    try {
      const kept = JSON.parse(this.storage?.getItem(this.name) ?? 'null') as Kept | null;
      return kept && typeof kept.id === 'string' && typeof kept.token === 'string' ? kept : null;
    } catch {
      return null;
    }
  }

  private follow(kept: Kept): void {
    this.kept = kept;
    this.state.patch({ started: true, events: [], view: null, leaving: false, mailing: false, failure: null });
    this.showUnsent();
    this.host.tell({ type: 'active', active: true });
    this.synchroniser.watch(
      kept.id,
      0,
      {
        onEvents: (events) => this.take(events),
        onView: (view) => this.takeView(view),
        onTyping: (author, name) => author === 'agent' && this.showTyping(name),
        onGone: () => this.forget(),
      },
      kept.token,
    );
  }

  /** The server knows this conversation no more, or the visitor is done with it: the next message begins another. */
  forget(): void {
    this.storage?.removeItem(this.name);
    this.storage?.removeItem(`${this.name}:seen`);
    if (this.kept) this.synchroniser.unwatch(this.kept.id);
    this.kept = null;
    this.seen = this.seenSent = this.gotSent = 0;
    const { site, draft } = this.state.get();
    this.state.set({ ...empty, site, draft });
    this.showUnsent();
    this.host.tell({ type: 'active', active: false });
    this.countUnread();
  }

  /** Another tab began, ended or wrote: follow it. */
  private storageChanged(key: string | null): void {
    if (key === null || key.startsWith(`${this.name}:unsent:`)) this.outbox.reload();
    if (key !== null && key !== this.name) return;
    const kept = this.readKept();
    if (kept && kept.id !== this.kept?.id) {
      if (this.kept) this.synchroniser.unwatch(this.kept.id);
      this.seen = this.seenSent = this.gotSent = 0;
      this.follow(kept);
    } else if (!kept && this.kept) {
      this.forget();
    }
  }

  /** Begins a conversation, once however many ask; returns its id. */
  private begin(): Promise<string> {
    if (this.kept) return Promise.resolve(this.kept.id);
    this.beginning ??= this.beginNow().finally(() => {
      this.beginning = null;
    });
    return this.beginning;
  }

  /** Whether the site asks something before the chat that wasn't answered. */
  needsForm(): boolean {
    const { site } = this.state.get();
    return site?.form?.when === 'before-chat' && this.kept === null && this.form === null;
  }

  private async beginNow(): Promise<string> {
    await this.siteKnown;
    if (this.needsForm()) {
      this.state.patch({ isAsking: true });
      await new Promise<void>((done) => this.waiting.push(done));
      if (this.kept) return this.kept.id;
    }
    const { page, referrer } = this.host.place();
    const body: Record<string, unknown> = { site: this.siteName, language: this.language };
    if (this.form && this.state.get().site?.form?.when === 'before-chat') body['form'] = this.form;
    if (this.member) body['member_session'] = this.member.session;
    if (this.group) body['group'] = this.group;
    if (this.tags.length > 0) body['tags'] = this.tags;
    if (page) body['page'] = page.slice(0, 2000);
    if (referrer) body['referrer'] = referrer.slice(0, 2000);
    const asked = this.form;
    let answer;
    try {
      answer = await this.openWith(body);
    } catch (error) {
      if (asked || !isOfForm(error)) throw error;
      await this.loadSite();
      if (this.needsForm()) return this.beginNow(); // the site asks something since a moment ago
      throw error;
    }
    const kept: Kept = { id: answer.id, token: answer.token, ...(this.member ? { member: this.member.member } : {}) };
    this.keep(kept);
    this.follow(kept);
    this.changed(answer);
    return kept.id;
  }

  private keep(kept: Kept): void {
    this.put('', JSON.stringify(kept));
  }

  private put(what: string, value: string | number): void {
    try {
      this.storage?.setItem(this.name + what, String(value));
    } catch {
      // No room in storage: it lives as long as this page does.
    }
  }

  /** A page that names a group which was renamed since still gets its conversation. */
  private async openWith(body: Record<string, unknown>): Promise<Kept & Changed> {
    try {
      return await this.api.post<Kept & Changed>('/v1/conversations', body);
    } catch (error) {
      if (!(error instanceof ApiError) || error.problem.field !== 'group' || !body['group']) throw error;
      this.group = undefined;
      delete body['group'];
      return this.api.post<Kept & Changed>('/v1/conversations', body);
    }
  }

  /* What comes in -------------------------------------------------------------- */

  private take(events: LogEvent[]): void {
    this.outbox.settle(events);
    const byAgent = events.some((event) => event.author === 'agent' && event.type === 'message');
    this.state.set((state) => ({
      ...state,
      events: [...state.events, ...events],
      typingUntil: byAgent ? 0 : state.typingUntil,
    }));
    this.countUnread();
  }

  private takeView(view: ConversationView): void {
    const { events } = this.state.get();
    const last = events[events.length - 1];
    if (view.owner === 'closed' && last && Date.now() - last.at > OLD) {
      this.forget();
      return;
    }
    const leaving = view.owner === 'agent' ? false : this.state.get().leaving;
    this.state.patch({ view, leaving });
  }

  private changed(answer: Changed | undefined): void {
    if (answer?.events && this.kept) this.synchroniser.deliver(this.kept.id, answer.events);
    if (answer?.conversation) this.synchroniser.deliverView(answer.conversation);
  }

  private showTyping(name: string | undefined): void {
    const until = Date.now() + TYPING_LASTS;
    this.state.patch({ typingUntil: until, typist: name ?? this.state.get().view?.agent?.name ?? '' });
    setTimeout(() => {
      if (this.state.get().typingUntil === until) this.state.patch({ typingUntil: 0 });
    }, TYPING_LASTS);
  }

  private statusChanged(status: SyncStatus): void {
    this.state.patch({ status });
    if (status === 'live' || status === 'polling') this.outbox.retry();
  }

  private showUnsent(): void {
    const unsent = [...this.outbox.list(this.kept?.id ?? ''), ...(this.kept ? this.outbox.list('') : [])];
    this.state.patch({ unsent });
  }

  /* Who the visitor is ----------------------------------------------------------- */

  /** The page says who its member is, or that nobody is signed in. */
  async setUser(user: User | null): Promise<void> {
    const members = await import('./member');
    await members.setUser(user, this.memberDoor());
  }

  private memberDoor(): MemberDoor {
    return {
      api: this.api,
      site: this.siteName,
      storage: this.storage,
      name: `${this.name}:member`,
      kept: () => this.kept,
      forget: () => this.forget(),
      follow: (kept) => {
        this.keep(kept);
        this.follow(kept);
      },
      link: (member, session) => {
        if (!this.kept) return Promise.resolve();
        this.keep((this.kept = { ...this.kept, member }));
        return this.post(this.kept.id, 'member', { session }).then(() => undefined);
      },
      become: (member) => (this.member = member),
      told: (member, error) => {
        this.host.tell({ type: 'user', member, error: error instanceof ApiError ? error.code : error ? 'network' : null });
        if (error instanceof ApiError) this.state.patch({ failure: error.message });
      },
    };
  }

  /* Unread ---------------------------------------------------------------------- */

  private countUnread(): void {
    const { events } = this.state.get();
    if (this.host.isOpen()) {
      this.seen = events[events.length - 1]?.seq ?? this.seen;
      this.put(':seen', this.seen);
    }
    this.tellReach();
    const unread = events.filter(
      (event) => event.seq > this.seen && event.type === 'message' && event.author !== 'visitor',
    ).length;
    if (unread !== this.state.get().unread) this.state.patch({ unread });
    this.host.tell({ type: 'unread', count: unread });
  }

  /** The agent sees what the visitor's chat has got and how far it was read; a moment later, so that a
   * page of events is one request. */
  private tellReach(): void {
    const owner = this.state.get().view?.owner;
    const last = this.state.get().events.at(-1)?.seq ?? 0;
    if (!this.kept || this.seenTimer || (owner !== 'agent' && owner !== 'closed')) return;
    if (this.seen <= this.seenSent && last <= this.gotSent) return;
    this.seenTimer = window.setTimeout(() => {
      this.seenTimer = 0;
      if (!this.kept) return;
      const [seen, got] = [this.seen, this.state.get().events.at(-1)?.seq ?? 0];
      const told = seen > this.seenSent ? { seq: seen } : { seq: got, got: true };
      this.post(this.kept.id, 'seen', told).then(
        () => {
          if (!told.got) this.seenSent = Math.max(this.seenSent, seen);
          this.gotSent = Math.max(this.gotSent, told.seq);
        },
        () => undefined,
      );
    }, 600);
  }

  /** The chat was opened or closed. */
  shown(): void {
    this.countUnread();
    if (this.host.isOpen() && Date.now() - this.siteAt > SITE_LASTS) void this.loadSite();
    this.synchroniser.wake();
  }

  /* What the visitor does ------------------------------------------------------- */

  keepDraft(draft: string): void {
    this.state.patch({ draft });
    this.put(':draft', draft);
  }

  setDraft(draft: string): void {
    this.keepDraft(draft);
    if (this.kept && this.state.get().site?.typing_preview) this.synchroniser.typed(this.kept.id, draft);
    else if (this.kept && draft) this.synchroniser.typing(this.kept.id);
  }

  send(text: string, choice?: string): void {
    const entry = choice ?? chosenByNumber(text, this.state.get().events)?.entry;
    const files = choice === undefined ? this.tray.take() : [];
    this.outbox.add(this.kept?.id ?? '', text, { ...(entry ? { choice: entry } : {}), files });
    this.state.patch({ isAway: false });
    this.setDraft('');
  }

  /** Uploads a file into the conversation, which begins with it when there is none. */
  private async uploadOne(file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<Attachment> {
    const id = await this.begin();
    return uploadFile(file, { api: this.api, conversation: id, token: this.kept?.token, onProgress, signal });
  }

  /** An address of this page's own for a file: the server wants the token with each request. */
  readonly fileSource = (file: Attachment): Promise<string> => {
    const have = this.addresses.get(file.id);
    if (have) return have;
    const made = this.fetchFile(file).catch((error: unknown) => {
      this.addresses.delete(file.id);
      throw error;
    });
    this.addresses.set(file.id, made);
    return made;
  };

  private async fetchFile(file: Attachment): Promise<string> {
    const path = `/v1/conversations/${encodeURIComponent(this.kept?.id ?? '')}/files/${encodeURIComponent(file.id)}`;
    return URL.createObjectURL(await this.api.download(path, { token: this.kept?.token }));
  }

  retry(): void {
    this.outbox.retry();
    this.synchroniser.wake();
  }

  /** Takes a message that was not sent back into the field, before what is written there, and its files into the tray. */
  takeBack(key: string): void {
    const { draft } = this.state.get();
    const item = this.outbox.remove(key);
    if (!item) return;
    if (item.text) this.setDraft(draft ? `${item.text}\n${draft}` : item.text);
    this.tray.putBack(item.files ?? []);
  }

  askPerson(group = this.group): Promise<boolean> {
    const { site, view } = this.state.get();
    if (site?.form?.when === 'before-person' && !view?.form_done && this.form === null) {
      this.afterForm = () => void this.askPerson(group);
      this.state.patch({ isAsking: true, leaving: false });
      return Promise.resolve(false);
    }
    return this.act('person', 'handoff', group ? { group } : {});
  }

  /** The form while one waits in the queue. */
  openForm(): void {
    this.state.patch({ isAsking: true });
  }

  closeForm(): void {
    this.afterForm = null;
    this.state.patch({ isAsking: false });
  }

  /** Takes what was filled in; a refusal is thrown, so that the form can show it at its field. */
  async fillIn(values: FormValues): Promise<void> {
    const isFirst = this.state.get().site?.form?.when === 'before-chat' && this.kept === null;
    this.form = values;
    try {
      if (isFirst) {
        this.waiting.splice(0).forEach((go) => go());
        await this.begin();
      } else {
        this.changed(await this.post(await this.begin(), 'form', { values }));
      }
    } catch (error) {
      this.form = null;
      if (isOfForm(error) && (await this.formHasChanged())) throw new FormChanged();
      throw error;
    }
    const next = this.afterForm;
    this.closeForm();
    next?.();
  }

  private async formHasChanged(): Promise<boolean> {
    const before = JSON.stringify(this.state.get().site?.form);
    await this.loadSite();
    return JSON.stringify(this.state.get().site?.form) !== before;
  }

  backToBot(): Promise<boolean> {
    return this.act('bot', 'bot', {});
  }

  end(): Promise<boolean> {
    return this.act('end', 'close', {});
  }

  rate(rating: Rating, comment: string): Promise<boolean> {
    return this.act('rate', 'rating', comment.trim() ? { rating, comment: comment.trim() } : { rating });
  }

  feedback(seq: number, helpful: boolean): Promise<boolean> {
    return this.act(`feedback-${seq}`, 'feedback', { seq, helpful });
  }

  setLeaving(leaving: boolean): void {
    this.state.patch({ leaving, failure: null, isAway: false });
  }

  /** Leaves a message; a refusal is thrown, so that the form can show it at its field. */
  async leaveMessage(message: LeftMessage): Promise<void> {
    const body: Record<string, string> = { text: message.text, category: message.category, reply_by: message.reply_by };
    if (message.reply_by !== 'site') body['contact'] = message.contact.trim();
    const id = await this.begin();
    this.changed(await this.post(id, 'left-message', body));
    this.state.patch({ leaving: false });
    this.synchroniser.refresh();
  }

  dismissFailure(): void {
    this.state.patch({ failure: null, isAway: false });
  }

  setMailing(mailing: boolean): void {
    this.state.patch({ mailing, failure: null });
  }

  /** Has the conversation sent by mail; a refusal is thrown, so that the form can show it at its field. */
  async mailTranscript(how: { email: string; zone?: string }): Promise<void> {
    await this.post(this.kept?.id ?? '', 'mail', how);
  }

  private post(id: string, path: string, body: object): Promise<Changed | undefined> {
    return this.api.post(`/v1/conversations/${encodeURIComponent(id)}/${path}`, body, { token: this.kept?.token });
  }

  /** A button that names a group which was renamed since still calls a person. */
  private async postAct(id: string, path: string, body: object): Promise<Changed | undefined> {
    try {
      return await this.post(id, path, body);
    } catch (error) {
      if (!(error instanceof ApiError) || error.problem.field !== 'group' || !('group' in body)) throw error;
      return this.post(id, path, {});
    }
  }

  /** Asks the server for something; true when it was done. */
  private async act(name: string, path: string, body: object): Promise<boolean> {
    if (this.state.get().busy) return false;
    this.state.patch({ busy: name, failure: null, isAway: false });
    try {
      const id = await this.begin();
      this.changed(await this.postAct(id, path, body));
      return true;
    } catch (error) {
      if (isOfForm(error) && (await this.formHasChanged())) return false;
      const isAway = error instanceof ApiError && error.code === 'group-closed';
      if (isAway) await this.loadSite();
      this.state.patch(isAway ? { isAway } : { failure: error instanceof ApiError ? error.message : '' });
      this.synchroniser.refresh();
      return false;
    } finally {
      this.state.patch({ busy: null });
    }
  }
}
