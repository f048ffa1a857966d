// The official parser's verdict on a document, as JSON on standard output.
// node parse_asyncapi.mjs DOCUMENT, with CROSSREP_NODE naming the folder that holds node_modules.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.env.CROSSREP_NODE, 'package.json'));
const { Parser } = require('@asyncapi/parser');
const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], 'utf8'));
const channels = document ? document.channels().all().map((channel) => channel.address()) : [];
console.log(JSON.stringify({ valid: document !== undefined, diagnostics, channels }));
