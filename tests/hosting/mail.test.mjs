// The recipe that turns a feed into mail: rss2email reads a feed of the site over HTTP and sends each entry once.
import { test } from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSink } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

const { SITE_SOURCE: source, CONGBAO_BIN: program, WORK: work } = process.env;
const run = promisify(execFile);

// A mail server that takes all and keeps it.
function sink() {
  const mails = [];
  const server = createSink((socket) => {
    let [rest, body] = ["", null];
    const say = (line) => socket.write(`${line}\r\n`);
    say("220 sink");
    socket.on("error", () => {});
    socket.on("data", (data) => {
      rest += data;
      for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (body !== null && line !== ".") body.push(line.replace(/^\./, ""));
        else if (body !== null) {
          mails.push(body.join("\n"));
          body = null;
          say("250 kept");
        } else if (/^data/i.test(line)) {
          body = [];
          say("354 go on");
        } else if (/^quit/i.test(line)) {
          say("221 bye");
          socket.end();
        } else say("250 ok");
      }
    });
  });
  return { server, mails };
}

const listens = (server) => new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));

test("rss2email sends what a feed has, and afterwards only what is new", { timeout: 300_000 }, async () => {
  const folder = join(work, "mail/trang");
  mkdirSync(folder, { recursive: true });
  for (const part of ["content", "congbao.yaml"]) cpSync(join(source, part), join(folder, part), { recursive: true });
  const web = createServer((request, answer) => {
    try {
      answer.writeHead(200, { "content-type": "application/atom+xml" });
      answer.end(readFileSync(join(folder, "output", new URL(request.url, "http://x").pathname)));
    } catch {
      answer.end();
    }
  });
  const { server, mails } = sink();
  const [http, smtp] = [await listens(web), await listens(server)];
  try {
    const build = () => run(program, ["build", "--root", folder, "--base-url", `http://127.0.0.1:${http}/`, "--quiet"]);
    await build();
    const page = readFileSync("docs/guide/en/src/data.md", "utf8");
    const block = page.split("```sh\n").find((block) => block.startsWith("r2e new")).split("```")[0];
    const settings = join(work, "mail/rss2email.cfg");
    const state = join(work, "mail/rss2email.json");
    const lines = block.trim().split("\n").map((line) => line.replace("https://vanban.example.vn/", `http://127.0.0.1:${http}/`));
    const r2e = (line) => run("bash", ["-euc", line.replace(/^r2e /, `r2e -c '${settings}' -d '${state}' `)]);
    const [made, ...rest] = lines;
    await r2e(made);
    // The recipe leaves it to sendmail; here a server takes it.
    const text = readFileSync(settings, "utf8");
    writeFileSync(settings, text.replace(/^email-protocol = .*$/m, "email-protocol = smtp").replace(/^smtp-server = .*$/m, `smtp-server = 127.0.0.1:${smtp}`).replace(/^smtp-auth = .*$/m, "smtp-auth = False"));
    for (const line of rest) await r2e(line);
    const first = mails.length;
    assert.ok(first >= 6, `${first} mails`);
    assert.ok(mails.every((mail) => /^To: .*@/m.test(mail)));
    await r2e(rest.at(-1));
    assert.equal(mails.length, first, "nothing twice");
    const thu = readFileSync(join(folder, "content/lao-cai/thu.md"), "utf8");
    writeFileSync(join(folder, "content/lao-cai/thu-3.md"), thu.replace("77/CT", "79/CT").replace(/redirect_from.*\n/, "").replace("thử máy chủ", "thư báo tin"));
    await build();
    await r2e(rest.at(-1));
    assert.equal(mails.length, first + 1);
    assert.match(mails.at(-1), /79-ct-ubnd/);
  } finally {
    web.close();
    server.close();
  }
});
