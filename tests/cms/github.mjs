// As much of GitHub as Sveltia CMS asks of it, over a bare repository: files, commits, branches, pull requests with labels,
// merging. Every answer is what git says. A question that is not known fails, and the test with it.
import { createServer } from "node:http";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const WHO = { GIT_AUTHOR_NAME: "Người soạn", GIT_AUTHOR_EMAIL: "soan@example.vn", GIT_COMMITTER_NAME: "Người soạn", GIT_COMMITTER_EMAIL: "soan@example.vn" };

export class Github {
  constructor(repository, name) {
    this.repository = repository;
    this.name = name;
    this.pulls = [];
    this.unknown = [];
  }

  git(words, { input, index } = {}) {
    const env = { ...process.env, ...WHO, ...(index ? { GIT_INDEX_FILE: index } : {}) };
    return execFileSync("git", ["--git-dir", this.repository, ...words], { input, env, encoding: "utf8", maxBuffer: 1 << 28 }).trimEnd();
  }

  async listen(origin) {
    this.server = createServer(async (request, response) => {
      const headers = { "access-control-allow-origin": origin, "access-control-allow-headers": "*, authorization", "access-control-allow-methods": "*" };
      if (request.method === "OPTIONS") return void response.writeHead(204, { ...headers, "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE" }).end();
      let text = "";
      for await (const part of request.setEncoding("utf8")) text += part;
      const path = decodeURI(new URL(request.url, "http://x").pathname);
      if (request.headers.authorization !== "token bi-mat") return void response.writeHead(401, headers).end("{}");
      try {
        const body = text ? JSON.parse(text) : {};
        const answer = path === "/api/graphql" ? { data: this.graph(body) } : this.rest(request.method, path.replace("/api/v3", ""), body);
        if (answer === null) return void response.writeHead(204, headers).end();
        response.writeHead(200, { ...headers, "content-type": "application/json" }).end(JSON.stringify(answer));
      } catch (error) {
        this.unknown.push(`${request.method} ${path} ${text.slice(0, 400)}: ${error.message}`);
        response.writeHead(500, headers).end("{}");
      }
    });
    await new Promise((ready) => this.server.listen(0, "127.0.0.1", ready));
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  rest(method, path, body) {
    const below = `/repos/${this.name}`;
    if (path === "/user") return { id: 1, login: "nguoi-soan", name: "Người soạn", email: "soan@example.vn", avatar_url: "", html_url: "" };
    if (path === `${below}/collaborators/nguoi-soan`) return null;
    const [kind, ...rest] = path.slice(below.length + 1).split("/");
    const pull = () => this.pulls[rest[0] - 1];
    if (kind === "git" && rest[0] === "trees") {
      const lines = this.git(["-c", "core.quotepath=off", "ls-tree", "-r", "-l", rest[1]]).split("\n");
      const read = (line) => line.match(/^\S+ blob (\S+) +(\d+)\t(.*)$/);
      return { tree: lines.map(read).filter(Boolean).map(([, sha, size, path]) => ({ type: "blob", sha, size: Number(size), path })) };
    }
    if (kind === "git" && rest[0] === "refs" && method === "DELETE") {
      this.git(["update-ref", "-d", `refs/${rest.slice(1).join("/")}`]);
      return null;
    }
    if (kind === "pulls" && method === "POST") {
      const now = new Date().toISOString();
      const number = this.pulls.length + 1;
      this.pulls.push({ number, title: body.title, branch: body.head, isDraft: body.draft, labels: [], state: "open", createdAt: now, updatedAt: now });
      return { number, node_id: `PR_${number}`, title: body.title, html_url: "", head: { sha: this.head(body.head) }, created_at: now, updated_at: now };
    }
    if (kind === "pulls" && rest[1] === "merge") {
      const tree = this.git(["merge-tree", "--write-tree", "main", pull().branch]).split("\n")[0];
      const commit = this.git(["commit-tree", tree, "-p", "main", "-p", pull().branch, "-m", body.commit_title]);
      this.git(["update-ref", "refs/heads/main", commit]);
      pull().state = "merged";
      return { merged: true };
    }
    if (kind === "issues" && method === "GET") return { labels: pull().labels.map((name) => ({ name })) };
    if (kind === "issues") {
      pull().labels = body.labels;
      return {};
    }
    throw new Error("unknown");
  }

  head(branch) {
    return this.git(["rev-parse", `refs/heads/${branch}`]);
  }

  graph({ query, variables }) {
    const { input } = variables;
    if (query.includes("createCommitOnBranch")) return { createCommitOnBranch: { commit: this.commit(input, query) } };
    if (query.includes("createRef(")) {
      this.git(["update-ref", input.name, input.oid]);
      return { createRef: { ref: { name: input.name } } };
    }
    const draft = query.match(/(convertPullRequestToDraft|markPullRequestReadyForReview)\(/);
    if (draft) {
      const pull = this.pulls[input.pullRequestId.slice(3) - 1];
      pull.isDraft = draft[1].startsWith("convert");
      return { [draft[1]]: { pullRequest: { isDraft: pull.isDraft } } };
    }
    if (query.includes("fork: repository")) return { fork: { id: "R_1" }, base: { ref: { target: { oid: this.head(variables.branch) } } } };
    if (query.includes("defaultBranchRef")) return { repository: { defaultBranchRef: { name: "main" } } };
    if (query.includes("pullRequests(") && query.includes("labels:")) return { repository: { pullRequests: { nodes: this.open() } } };
    if (/history\(first: 1\)/.test(query)) {
      const [oid, message] = this.git(["log", "-1", "--format=%H%n%s", variables.branch]).split("\n");
      return { repository: { ref: { target: { history: { nodes: [{ oid, message }] } } } } };
    }
    if (/ on Commit \{ oid \}/.test(query)) return { repository: { ref: { target: { oid: this.head(variables.branch) } } } };
    if (!/\w+_\d+:\s/.test(query)) throw new Error("unknown");
    return { repository: Object.fromEntries([...query.matchAll(/(\w+_\d+):\s+(ref|object)\(([^)]*)\)(.*?)(?=\w+_\d+:\s|$)/gs)].map((part) => [part[1], this.asked(part, variables)])) };
  }

  asked([, , kind, argument, rest], { branch }) {
    if (kind === "ref") {
      const path = JSON.parse(rest.match(/path: ("(?:[^"\\]|\\.)*")/)[1]);
      const [oid, name, email, committedDate] = this.git(["log", "-1", "--format=%H%n%an%n%ae%n%cI", branch, "--", path]).split("\n");
      return { target: { history: { nodes: [{ oid, author: { name, email, avatarUrl: "", user: null }, committedDate }] } } };
    }
    const what = JSON.parse(argument.match(/"(?:[^"\\]|\\.)*"/)[0]);
    // Nobody has built this commit elsewhere.
    if (rest.includes("on Commit")) return { status: null, deployments: { nodes: [] }, checkSuites: { nodes: [] } };
    const oid = this.git(["rev-parse", what]);
    const text = `${this.git(["cat-file", "blob", oid])}\n`;
    return { oid, text, isTruncated: false, isBinary: false, byteSize: Buffer.byteLength(text) };
  }

  open() {
    return this.pulls.filter((pull) => pull.state === "open" && pull.labels.length).map((pull) => ({
      ...pull,
      id: `PR_${pull.number}`,
      url: "",
      isCrossRepository: false,
      headRefName: pull.branch,
      headRefOid: this.head(pull.branch),
      author: { login: "nguoi-soan", name: "Người soạn", email: "soan@example.vn", databaseId: 1, avatarUrl: "" },
      labels: { nodes: pull.labels.map((name) => ({ name })) },
      files: { nodes: this.git(["-c", "core.quotepath=off", "diff", "--name-only", `main...${pull.branch}`]).split("\n").map((path) => ({ path, changeType: "ADDED" })) },
    }));
  }

  commit({ branch: { branchName }, expectedHeadOid, fileChanges, message }, query) {
    if (this.head(branchName) !== expectedHeadOid) throw new Error("the branch has moved");
    const folder = mkdtempSync(join(tmpdir(), "index-"));
    const index = join(folder, "index");
    this.git(["read-tree", expectedHeadOid], { index });
    const blobs = {};
    for (const { path, contents } of fileChanges.additions) {
      blobs[path] = this.git(["hash-object", "-w", "--stdin"], { input: Buffer.from(contents, "base64") });
      this.git(["update-index", "--add", "--cacheinfo", `100644,${blobs[path]},${path}`], { index });
    }
    for (const { path } of fileChanges.deletions) this.git(["update-index", "--force-remove", path], { index });
    const tree = this.git(["write-tree"], { index });
    rmSync(folder, { recursive: true });
    const oid = this.git(["commit-tree", tree, "-p", expectedHeadOid, "-m", message.headline]);
    this.git(["update-ref", `refs/heads/${branchName}`, oid]);
    const files = [...query.matchAll(/(file_\d+): file\(path: ("(?:[^"\\]|\\.)*")\)/g)].map(([, alias, path]) => [alias, { oid: blobs[JSON.parse(path)] }]);
    return { oid, committedDate: new Date().toISOString(), ...Object.fromEntries(files) };
  }
}
