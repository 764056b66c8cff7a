// Puts the Opus sound of a WebM recording into an Ogg stream, which is what a voice message is.
// Refuses to touch the sound: packets are moved, never decoded.

const INTO = new Set([0x18538067, 0x1f43b675, 0x1654ae6b, 0xae, 0xa0]);
const CODEC_PRIVATE = 0x63a2;
const BLOCKS = new Set([0xa3, 0xa1]);
const FIRST = 2;
const LAST = 4;
const SERIAL = 0x41_54_45_4c;

/** An Ogg file with the sound of `webm`; null when there is no Opus in it. */
export function oggOf(webm) {
  const { head, packets } = unpack(webm);
  if (!head || packets.length === 0) return null;
  const pages = [page([head], 0, FIRST, 0), page([tags()], 0, 0, 1)];
  let granule = head[10] | (head[11] << 8);
  let waiting = [];
  let room = 255;
  packets.forEach((packet, index) => {
    const lacing = Math.floor(packet.length / 255) + 1;
    if (lacing > room) {
      pages.push(page(waiting, granule, 0, pages.length));
      waiting = [];
      room = 255;
    }
    waiting.push(packet);
    room -= lacing;
    granule += samples(packet);
    if (index === packets.length - 1) pages.push(page(waiting, granule, LAST, pages.length));
  });
  return new Blob(pages, { type: "audio/ogg" });
}

/** Walks the elements; masters are entered rather than skipped, so their sizes may be unknown. */
function unpack(bytes) {
  const packets = [];
  let head = null;
  let at = 0;
  while (at + 2 < bytes.length) {
    const idLength = Math.clz32(bytes[at]) - 23;
    const id = number(bytes, at, idLength);
    const sizeAt = at + idLength;
    const sizeLength = Math.clz32(bytes[sizeAt]) - 23;
    if (idLength > 4 || !(sizeLength <= 8)) break;
    const size = number(bytes, sizeAt, sizeLength) - 2 ** (7 * sizeLength);
    at = sizeAt + sizeLength;
    if (INTO.has(id)) continue;
    const body = bytes.subarray(at, at + size);
    if (id === CODEC_PRIVATE && body[0] === 0x4f) head = body;
    if (BLOCKS.has(id)) packets.push(body.subarray(4));
    at += size;
  }
  return { head, packets: packets.filter((packet) => packet.length > 0) };
}

function number(bytes, at, length) {
  let value = 0;
  for (let index = 0; index < length; index += 1) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}

/** How many samples of 48 kHz a packet holds (RFC 6716, 3.1). */
function samples(packet) {
  const config = packet[0] >> 3;
  const frame =
    config < 12
      ? [480, 960, 1920, 2880][config % 4]
      : config < 16
        ? [480, 960][config % 2]
        : [120, 240, 480, 960][config % 4];
  const count = [1, 2, 2, (packet[1] ?? 1) & 63][packet[0] & 3];
  return frame * count;
}

function tags() {
  const words = new TextEncoder().encode("OpusTags\0\0\0\0Atelier\0\0\0\0");
  words[8] = 7;
  return words;
}

function page(packets, granule, flags, sequence) {
  const lacing = packets.flatMap((packet) => [
    ...Array(Math.floor(packet.length / 255)).fill(255),
    packet.length % 255,
  ]);
  const size = packets.reduce((sum, packet) => sum + packet.length, 0);
  const bytes = new Uint8Array(27 + lacing.length + size);
  const view = new DataView(bytes.buffer);
  bytes.set([0x4f, 0x67, 0x67, 0x53, 0, flags]);
  view.setBigUint64(6, BigInt(granule), true);
  view.setUint32(14, SERIAL, true);
  view.setUint32(18, sequence, true);
  bytes[26] = lacing.length;
  bytes.set(lacing, 27);
  let at = 27 + lacing.length;
  for (const packet of packets) {
    bytes.set(packet, at);
    at += packet.length;
  }
  view.setUint32(22, checksum(bytes), true);
  return bytes;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

function checksum(bytes) {
  let sum = 0;
  for (const byte of bytes) sum = ((sum << 8) ^ TABLE[(sum >>> 24) ^ byte]) >>> 0;
  return sum;
}
