import { describe, expect, it } from 'vitest';
import { HttpClientConnection } from '../../src/server/client-connection.ts';
import { FakeResponse } from './fake-response.ts';

function connect() {
  const client = new FakeResponse();
  return { client, connection: new HttpClientConnection(client.response) };
}

describe('a client that leaves', () => {
  it('is gone, and those who asked are told once', () => {
    const { client, connection } = connect();
    let told = 0;
    connection.onGone(() => (told += 1));
    expect(connection.gone).toBe(false);
    expect(told).toBe(0);
    client.close();
    client.emit('close');
    expect(connection.gone).toBe(true);
    expect(told).toBe(1);
  });

  it('is told at once to those who ask too late', () => {
    const { client, connection } = connect();
    client.close();
    let told = 0;
    connection.onGone(() => (told += 1));
    expect(told).toBe(1);
  });
});

describe('a client that got its whole answer', () => {
  it('is not gone when its connection closes', () => {
    const { client, connection } = connect();
    let told = 0;
    connection.onGone(() => (told += 1));
    client.close(true);
    expect(connection.gone).toBe(false);
    expect(told).toBe(0);
  });
});

describe('an informational answer', () => {
  it.each([
    [100, 'Continue'],
    [102, 'Processing'],
    [103, 'Early Hints'],
    [110, 'Informational'],
  ])('%i is passed on with its headers', (status, reason) => {
    const { client, connection } = connect();
    connection.inform(status, [
      ['Link', '</a>'],
      ['link', '</b>'],
    ]);
    expect(client.socket?.text).toEqual([`HTTP/1.1 ${status} ${reason}\r\nLink: </a>\r\nlink: </b>\r\n\r\n`]);
  });

  it('is not sent behind the head of the answer, nor is a switch of protocols', () => {
    const { client, connection } = connect();
    connection.inform(101, []);
    client.writeHead(200);
    connection.inform(103, []);
    expect(client.socket?.text).toEqual([]);
  });

  it('is dropped where the connection is gone or not yet the answer’s', () => {
    const { client, connection } = connect();
    client.socket = null;
    expect(() => connection.inform(103, [])).not.toThrow();
  });
});
