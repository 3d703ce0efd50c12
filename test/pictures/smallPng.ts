/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const COLOURS = 256;

/**
 * The same picture with at most 256 colors, at half the size: screenshots of text have few that matter.
 *
 * @param png as browsers write it: 8 bits per channel, not interlaced
 */
export function smallPng(png: Buffer): Buffer {
	const { width, height, channels, pixels } = decode(png);
	const count = width * height;
	const keys = new Uint32Array(count);
	const uses = new Map<number, number>();
	for (let index = 0; index < count; index++) {
		const key = pixels.readUIntBE(index * channels, 3);
		keys[index] = key;
		uses.set(key, (uses.get(key) ?? 0) + 1);
	}
	const palette = paletteOf(uses);
	const places = new Map(palette.map((key, place) => [key, place]));
	const rows = Buffer.alloc(height * (width + 1));
	for (let index = 0; index < count; index++) {
		const key = keys[index];
		let place = places.get(key);
		if (place === undefined) {
			place = nearest(palette, key);
			places.set(key, place);
		}
		rows[Math.floor(index / width) * (width + 1) + 1 + (index % width)] = place;
	}
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	// 8 bits, by palette
	header.set([8, 3, 0, 0, 0], 8);
	const colors = Buffer.alloc(palette.length * 3);
	for (const [place, key] of palette.entries()) colors.writeUIntBE(key, place * 3, 3);
	return Buffer.concat([
		SIGNATURE,
		chunk('IHDR', header),
		chunk('PLTE', colors),
		chunk('IDAT', deflateSync(rows, { level: 9 })),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

/**
 * The colors that matter: those of most pixels, then those which the ones before would show worst. So small things keep
 * a color of their own, icons above all.
 */
function paletteOf(uses: Map<number, number>): number[] {
	const colors = [...uses.entries()].sort((a, b) => b[1] - a[1]);
	const palette = colors.slice(0, COLOURS / 4).map(([color]) => color);
	const rest = colors.slice(COLOURS / 4).map(([color, count]) => ({
		color,
		count,
		away: Math.min(...palette.map((one) => distance(one, color))),
	}));
	while (palette.length < COLOURS && rest.length > 0) {
		const worst = rest.reduce((a, b) => (b.away * b.count > a.away * a.count ? b : a));
		if (worst.away === 0) break;
		palette.push(worst.color);
		for (const one of rest) one.away = Math.min(one.away, distance(worst.color, one.color));
	}
	return palette;
}

function distance(a: number, b: number): number {
	const [red, green, blue] = [16, 8, 0].map((shift) => ((a >> shift) & 255) - ((b >> shift) & 255));
	return red * red + green * green + blue * blue;
}

function nearest(palette: number[], key: number): number {
	let best = 0;
	let least = Infinity;
	for (const [place, color] of palette.entries()) {
		const away = distance(color, key);
		if (away < least) [best, least] = [place, away];
	}
	return best;
}

function decode(png: Buffer) {
	let data = Buffer.alloc(0);
	for (let at = SIGNATURE.length; at < png.length; ) {
		const length = png.readUInt32BE(at);
		if (png.toString('latin1', at + 4, at + 8) === 'IDAT') {
			data = Buffer.concat([data, png.subarray(at + 8, at + 8 + length)]);
		}
		at += length + 12;
	}
	const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
	const channels = png[25] === 6 ? 4 : 3;
	return {
		width,
		height,
		channels,
		pixels: unfilter(inflateSync(data), width * channels, channels),
	};
}

/** Undoes the prediction of each row from its neighbours (PNG specification, "Filtering"). */
function unfilter(raw: Buffer, stride: number, channels: number): Buffer {
	const height = raw.length / (stride + 1);
	const pixels = Buffer.alloc(height * stride);
	for (let y = 0; y < height; y++) {
		const filter = raw[y * (stride + 1)];
		for (let x = 0; x < stride; x++) {
			const at = y * stride + x;
			const left = x < channels ? 0 : pixels[at - channels];
			const above = y === 0 ? 0 : pixels[at - stride];
			const corner = x < channels || y === 0 ? 0 : pixels[at - stride - channels];
			const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
			pixels[at] = raw[y * (stride + 1) + 1 + x] + predicted;
		}
	}
	return pixels;
}

function paeth(left: number, above: number, corner: number): number {
	const guess = left + above - corner;
	const [toLeft, toAbove, toCorner] = [left, above, corner].map((one) => Math.abs(guess - one));
	if (toLeft <= toAbove && toLeft <= toCorner) return left;
	return toAbove <= toCorner ? above : corner;
}

function chunk(type: string, data: Buffer): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const check = Buffer.alloc(4);
	check.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, check]);
}
