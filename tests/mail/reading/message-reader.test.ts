import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { MessageReader } from '../../../mail/reading/message-reader';
import { eml, HEADERS } from '../mime';

test('a thread reads what is a message, says what is none, and goes on after both', async ({}, testInfo) => {
  const reader = new MessageReader();
  const file = async (name: string, bytes: Buffer) => {
    await fs.outputFile(testInfo.outputPath(name), bytes);
    return testInfo.outputPath(name);
  };
  try {
    // The name says nothing: programs save the one as the other.
    const message = await file('a.msg', eml([...HEADERS, 'Content-Type: text/plain; charset=windows-1252'], '\x80'));
    await expect(reader.read(await file('empty.eml', Buffer.alloc(0)))).rejects.toThrow('it is empty');
    await expect(reader.read(await file('b.msg', Buffer.from('d0cf11e0a1b11ae1', 'hex')))).rejects.toThrow('damaged');
    expect((await reader.read(message)).text?.trim()).toBe('€');
  } finally {
    await reader.close();
  }
});

test('a message that takes too long ends its thread alone', async ({}, testInfo) => {
  const reader = new MessageReader(1);
  await fs.outputFile(testInfo.outputPath('a.eml'), eml(HEADERS, 'x'));
  await expect(reader.read(testInfo.outputPath('a.eml'))).rejects.toThrow('reading it took longer than 0.001 s');
  await reader.close();
});
