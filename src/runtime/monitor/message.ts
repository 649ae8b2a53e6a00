import { Notice } from '../../contract/monitoring';
import { TopicMessage } from '../services/topics';
import { cutToCharacters, cutToWords } from '../values/text';

/** The text of a notice, before it becomes an e-mail or a chat message. */
export interface NoticeText {
  readonly notice: Notice;
  /** Name of the image: its messages are one thread of a chat. */
  readonly imageName: string;
  /** One line; the subject of an e-mail. */
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** What to do, each step on lines of its own. */
  readonly nextSteps: readonly string[];
  /** ARNs. */
  readonly resources: readonly string[];
  /** Facts for machines, such as buttons in a chat. */
  readonly facts: Readonly<Record<string, string>>;
}

/** SNS accepts fewer than 100 characters. */
const MAX_SUBJECT = 99;
/** @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
const MAX_CHAT_TITLE = 250;
const MAX_CHAT_DESCRIPTION = 8_000;

/**
 * A message that people can read in a mail and in a chat. A mail gets plain text. Everything else gets JSON that Amazon Q Developer
 * in chat applications shows: it subscribes by HTTPS, and a queue or function can read it as well.
 */
export function messageOf(text: NoticeText): TopicMessage {
  return {
    subject: cutToCharacters(asAscii(text.title), MAX_SUBJECT - 2).replace('…', '...'),
    bodies: {
      default: JSON.stringify(chatMessage(text)),
      email: mailOf(text),
      sms: cutToCharacters(text.title, 140),
    },
  };
}

function mailOf({ paragraphs, nextSteps }: NoticeText): string {
  return `${[...paragraphs, ...nextSteps].join('\n\n')}\n`;
}

/** @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html */
function chatMessage({ notice, imageName, title, paragraphs, nextSteps, resources, facts }: NoticeText): object {
  return {
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: cutToCharacters(withoutMarkup(title), MAX_CHAT_TITLE),
      description: cutToWords(withoutMarkup(paragraphs.join('\n\n')), MAX_CHAT_DESCRIPTION),
      ...nextSteps.length > 0 && { nextSteps: nextSteps.map(withoutMarkup) },
    },
    metadata: {
      threadId: imageName,
      summary: cutToCharacters(withoutMarkup(title), MAX_CHAT_TITLE),
      eventType: notice,
      relatedResources: resources,
      additionalContext: { ...facts, Image: imageName },
    },
  };
}

/**
 * The output of a build must not notify a whole channel, as `<!channel>` does in Slack, and not hide an address behind a text or
 * load a picture, as `[text](address)` and `![text](address)` do in Microsoft Teams.
 */
function withoutMarkup(text: string): string {
  return text.replace(/</g, '‹').replace(/>/g, '›').replace(/\](?=[([])/g, '] ');
}

function asAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
