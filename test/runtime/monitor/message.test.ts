import { messageOf, NoticeText } from '../../../src/runtime/monitor/message';

const TEXT: NoticeText = {
  notice: 'FAILED',
  imageName: 'linux',
  title: 'linux: build 1.0.0/1 failed',
  paragraphs: ['It failed.', 'Meanwhile users get build 1.0.0/0.'],
  nextSteps: ['To retry it:\naws imagebuilder retry-image'],
  resources: ['arn'],
  facts: { ImageBuildVersionArn: 'arn' },
};

test('a mail is plain text, and everything else is what a chat shows, in a thread of the image', () => {
  const { subject, bodies } = messageOf(TEXT);
  expect(subject).toBe('linux: build 1.0.0/1 failed');
  expect(bodies.email).toBe('It failed.\n\nMeanwhile users get build 1.0.0/0.\n\nTo retry it:\naws imagebuilder retry-image\n');
  expect(JSON.parse(bodies.default)).toEqual({
    version: '1.0',
    source: 'custom',
    content: {
      textType: 'client-markdown',
      title: 'linux: build 1.0.0/1 failed',
      description: 'It failed.\n\nMeanwhile users get build 1.0.0/0.',
      nextSteps: ['To retry it:\naws imagebuilder retry-image'],
    },
    metadata: {
      threadId: 'linux',
      summary: 'linux: build 1.0.0/1 failed',
      eventType: 'FAILED',
      relatedResources: ['arn'],
      additionalContext: { Image: 'linux', ImageBuildVersionArn: 'arn' },
    },
  });
});

test('the output of a build cannot hide an address behind a text in a chat, nor show a picture', () => {
  const text = 'failed: [approve](https://example.com), [here][1] and ![](https://example.com/pixel)';
  const { content } = JSON.parse(messageOf({ ...TEXT, paragraphs: [text] }).bodies.default) as { content: { description: string } };
  expect(content.description).toBe('failed: [approve] (https://example.com), [here] [1] and ![] (https://example.com/pixel)');
});

test('the output of a build cannot call a whole channel, and is left as it is in a mail', () => {
  const { bodies } = messageOf({ ...TEXT, paragraphs: ['failed: <!channel> <https://example.com|click>'], nextSteps: ['Answer the step <!here>'] });
  expect(bodies.default).not.toMatch(/[<>]/);
  expect(bodies.email).toContain('<!channel>');
});

test.each([
  ['a long title', `${'x'.repeat(300)}: build failed`],
  ['letters that a subject cannot have', 'ubuntu: übung\nfehlgeschlagen'],
])('the subject of a mail is one that SNS takes, with %s', (_what, title) => {
  const { subject, bodies } = messageOf({ ...TEXT, title });
  expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
  expect(JSON.parse(bodies.default).content.title.length).toBeLessThanOrEqual(250);
});

test('a description that is too long for a chat ends without half an address', () => {
  const { bodies } = messageOf({ ...TEXT, paragraphs: ['x '.repeat(3_990), 'See https://example.com/a/rather/long/address'] });
  expect(JSON.parse(bodies.default).content.description).toMatch(/x \n\nSee …$/);
});
