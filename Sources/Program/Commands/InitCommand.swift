/// `lotwise init [FILE]`: a scenario to begin with, the starter or one of the shipped ones. What stands there
/// is never replaced without being told to.

import Formats
import Glibc
import Quantities
import ScenarioFile

private let from = Option(
  "--from", value: "NAME", summary: "a copy of a shipped scenario instead of the starter; --list names them")
private let list = Option("--list", summary: "name the shipped scenarios, and write nothing")
private let force = Option("--force", summary: "replace what stands there")

let initCommand = Command(
  name: "init", summary: "write a scenario to begin with",
  arguments: [Command.Argument(name: "FILE", summary: "what to write (default: scenario.yaml)")],
  argumentsAreOptional: true, options: [from, list, force],
  examples: [
    Command.Example(line: "lotwise init", shows: "a commented scenario.yaml, to be changed"),
    Command.Example(line: "lotwise init --list", shows: "the shipped scenarios with their titles"),
    Command.Example(
      line: "lotwise init team.yaml --from claude-code-team", shows: "one of them under a name of your own"),
  ],
  run: start)

@Sendable private func start(_ invocation: Invocation) throws(Stop) {
  if invocation.has(list) { return try name(invocation) }
  if invocation[.out] != nil, !invocation.arguments.isEmpty {
    throw invocation.usage("FILE and --out name the same thing; give one of them")
  }
  let path = invocation.arguments.first ?? invocation[.out] ?? "scenario.yaml"
  let starter = try starter(invocation)
  let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  let files = [(path, starter.bytes)] + starter.parts.map { (folder + $0.path, $0.bytes) }
  if !invocation.has(force) {
    for (path, bytes) in files where isThere(path) && contents(path) != bytes {
      throw .failure("\(quoted(path)) exists; name another file, or replace it with \(force.name)")
    }
  }
  for (path, bytes) in files {
    if let slash = path.lastIndex(of: "/"), path.count > folder.count, slash >= folder.endIndex {
      _ = mkdir(String(path[..<slash]), 0o777)
    }
    var buffer = ByteBuffer()
    buffer.append(bytes)
    var output = try Output.opened(path: path)
    try output.write(&buffer)
    try output.finish()
  }
  let names = files.map { quoted($0.0) }
  invocation.console.note(
    "wrote \(listed(names, "and")); next: lotwise check \(visible(path)) (and for completion in an editor, "
      + "beside it: lotwise schema --out scenario.schema.json)")
}

private func starter(_ invocation: Invocation) throws(Stop) -> Starter {
  guard let wanted = invocation[from] else { return .first }
  if let found = Starter.shipped.first(where: { $0.name == wanted }) { return found }
  throw invocation.usage(
    "there is no shipped scenario \(quoted(wanted))"
      + suggestion(for: wanted, among: Starter.shipped.map(\.name))
      + "; \(list.name) names them all")
}

private func name(_ invocation: Invocation) throws(Stop) {
  for option in [from, force] where invocation.has(option) {
    throw invocation.usage("\(list.name) writes nothing, so \(option.name) has no meaning beside it")
  }
  if let file = invocation.arguments.first {
    throw invocation.usage("\(list.name) writes nothing, so \(quoted(file)) has no meaning beside it")
  }
  let width = Starter.shipped.map(\.name.utf8.count).max() ?? 0
  var out = ByteBuffer()
  for starter in Starter.shipped {
    out.append(text: starter.name)
    out.append(spaces: width + 2 - starter.name.utf8.count)
    out.append(text: starter.title + "\n")
  }
  try invocation.put(&out)
}

// MARK: What stands there

/// A device or a pipe is written to, not replaced.
private func isThere(_ path: String) -> Bool {
  var status = stat()
  guard lstat(path, &status) == 0 else { return false }
  return [S_IFREG, S_IFLNK, S_IFDIR].contains(status.st_mode & S_IFMT)
}

/// Nil if it cannot be read, or is larger than any shipped file.
private func contents(_ path: String) -> [UInt8]? {
  let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var bytes = [UInt8](repeating: 0, count: 1 << 16)
  let count = read(file, &bytes, bytes.count)
  return count >= 0 ? Array(bytes[..<count]) : nil
}
