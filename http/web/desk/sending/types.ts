// The shapes of what goes out: settings, the outbox, how one is reached.

export interface Sending {
  desk_address: string;
  mail_server: string;
  mail_port: number;
  mail_security: 'none' | 'starttls' | 'tls';
  mail_user: string;
  has_mail_password: boolean;
  mail_sender: string;
  mail_name: string;
  webhook_url: string;
  has_webhook_secret: boolean;
  /** Only in the answer that made it. */
  webhook_secret: string | null;
}

export interface OutboxLine {
  id: string;
  kind: 'mail' | 'push' | 'webhook';
  cause: string;
  target: string;
  staff_name: string | null;
  conversation: string | null;
  state: 'waiting' | 'sent' | 'failed' | 'dropped';
  tries: number;
  status: number;
  reason: string;
  created_at: number;
  next_at: number;
  ended_at: number | null;
}

export interface AlertChoice {
  email: string;
  by_push: boolean;
  by_mail: boolean;
  /** Whether there is a mail server. */
  mails: boolean;
}
