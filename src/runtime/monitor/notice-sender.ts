import { messageOf, NoticeText } from './message';
import { Settings } from './settings';
import { Topics } from '../services/topics';
import { logLine } from '../values/safe-json';

/** Publishes the notices of one poll. */
export class NoticeSender {
  /** @param errors gets the failures of topics while another topic took the notice */
  public constructor(
    private readonly topics: Topics, private readonly settings: Settings, private readonly now: number, private readonly errors: string[],
  ) {}

  /** Whether a notice is due: the first one, or a repetition. */
  public isDue(notifiedAt: number | undefined): boolean {
    const { repeatAfter } = this.settings;
    return notifiedAt === undefined || (repeatAfter !== undefined && this.now - notifiedAt >= repeatAfter);
  }

  /** Publishes a notice to all topics: one that refuses it keeps it from nobody else. */
  public async send(text: NoticeText): Promise<void> {
    const { notices, topics } = this.settings;
    if (!notices.includes(text.notice)) return;
    const message = messageOf(text);
    const results = await Promise.allSettled(topics.map(async (topic) => this.topics.publish(topic, message)));
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [(result.reason as Error).message] : []));
    if (errors.length > 0 && errors.length === topics.length) throw new Error(errors.join(' '));
    if (errors.length > 0) this.errors.push(`The notice "${text.title}" reached only ${topics.length - errors.length} of ${topics.length} topics, and is not sent again. ${errors.join(' ')}`);
    console.log(logLine({ notice: text.notice, title: text.title, resources: text.resources, ...errors.length > 0 && { errors } }));
  }
}
