// The shapes of sites' settings and of groups' hours, as the API has them.

export type BotMode = 'bot-first' | 'bot-when-away' | 'agents-first';
export type ThumbsDown = 'offer' | 'person' | 'note';
export type Language = 'en' | 'zh-CN' | 'zh-TW';
export type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

export const days: readonly Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
export const languages: readonly Language[] = ['en', 'zh-CN', 'zh-TW'];

export interface BotHours {
  group: string | null;
  days: Day[];
  from: string;
  to: string;
  mode: BotMode;
}

export type SiteTexts = Partial<Record<Language, Record<string, string>>>;

export type FileKind = 'picture' | 'document' | 'text' | 'archive';
export type FormKind = 'name' | 'email' | 'phone' | 'text' | 'choice' | 'consent';

export interface FormField {
  name: string;
  kind: FormKind;
  required: boolean;
  label: Partial<Record<Language, string>>;
  options: string[];
}

export interface SiteSettings {
  display_name: string;
  languages: Language[];
  group: string | null;
  accepted_wrong: number | null;
  answer_from: number | null;
  clarify_from: number | null;
  unsure_most: number | null;
  /** Agents see what visitors are typing. */
  typing_preview?: boolean;
  thumbs_down: ThumbsDown;
  bot_mode: BotMode;
  bot_hours: BotHours[];
  vip_tags: string[];
  texts: SiteTexts;
  files: { kinds: FileKind[]; most_bytes: number; most: number };
  look: { colour: string; position: 'left' | 'right'; avatar: string };
  form: { when: 'before-chat' | 'before-person'; fields: FormField[] };
  silence: { no_reply_seconds: number; silent_seconds: number; close_seconds: number };
  /** 0: never. */
  queue_most: number;
  group_texts: { group: string; texts: SiteTexts }[];
}

/** One state of a site, as lists tell of it. */
export interface SiteHead {
  site: string;
  version: number;
  changed_by: string | null;
  changed_at: number | null;
  reason: string | null;
}

export interface SiteState extends SiteHead {
  settings: SiteSettings;
  defaults?: {
    answer_from: number;
    clarify_from: number;
    unsure_most: number;
    answers_from_now: number;
    texts: Record<Language, Record<string, string>>;
  };
}

export interface Holiday {
  from: string;
  to: string;
  name: string;
  hours: string[];
}

export interface Hours {
  zone: string;
  week: Record<Day, string[]>;
  holidays: Holiday[];
}
