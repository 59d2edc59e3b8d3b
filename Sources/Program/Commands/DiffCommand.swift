/// `lotwise diff A B`: what changed between two scenarios, cases, rate cards or results, or since a git revision, what that did to each
/// plan, and which line did it.

import Documents
import Formats
import Glibc
import Quantities
import Changes
import Results
import Runs
import ScenarioFile

private let revision = Option(
  "--rev", value: "REV",
  summary: "compare the one file or folder with itself at a git revision, or at two: A..B")
private let scenario = Option(
  "--scenario", value: "FILE", summary: "of two rate cards: what the change does to this scenario")
private let paths = Option("--paths", value: "N", summary: "how many futures (default: 4,000)")
private let format = Option(
  "--format", value: "FORMAT", choice: DifferenceFormat.self, summary: "the form of the data")

let diffCommand = Command(
  name: "diff", summary: "what a change of scenario, prices or terms does to each plan",
  arguments: [
    Command.Argument(
      name: "A", summary: "a scenario, case, rate card or result; with --rev a file or a folder"),
    Command.Argument(name: "B", summary: "the same, changed; not with --rev"),
  ],
  argumentsAreOptional: true,
  options: [revision, scenario, paths, SimulationOptions.seed, SimulationOptions.threads, format],
  examples: [
    Command.Example(
      line: "lotwise diff scenarios/agency.yaml --rev main",
      shows: "what the working copy changes, and what that costs"),
    Command.Example(
      line: "lotwise diff scenarios --rev main --format markdown", shows: "the comment of a pull request"),
    Command.Example(
      line: "lotwise diff old/result.json new/result.json", shows: "two results, figure by figure"),
    Command.Example(
      line: "lotwise diff rates.yaml new-rates.yaml --scenario agency.yaml",
      shows: "what a new rate card does to a scenario"),
  ]
) { invocation throws(Stop) in
  var output = try Output.opened(path: invocation[.out])
  let differences = try Differing(invocation).differences()
  var out = ByteBuffer()
  invocation.choice(format, as: DifferenceFormat.self).write(
    differences, report: invocation.textReport, into: &out)
  try output.write(&out)
  try output.finish()
  if !differences.unreadable.isEmpty { throw .reported }
}

private struct Differing {
  let invocation: Invocation
  let options: DifferenceOptions

  init(_ invocation: Invocation) throws(Stop) {
    self.invocation = invocation
    var options = DifferenceOptions()
    options.futures = try invocation.count(
      paths, default: options.futures, from: 32, upTo: SimulationOptions.mostKept)
    options.seed = try invocation.seed()
    options.threads = try invocation.threads()
    self.options = options
  }

  func differences() throws(Stop) -> Differences {
    let arguments = invocation.arguments
    if let name = invocation[revision] {
      guard arguments.count == 1, let path = arguments.first else {
        throw invocation.usage("--rev compares one file or folder with itself as it was; name one")
      }
      if invocation.has(scenario) {
        throw invocation.usage("--scenario goes with two rate cards, not with --rev")
      }
      let names = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      if names.count == 3, names[1].isEmpty, !names[0].isEmpty, !names[2].isEmpty {
        return try versions(
          .revision(Revision(names[0], of: [path])), .revision(Revision(names[2], of: [path])), of: path)
      }
      return try versions(.revision(Revision(name, of: [path])), .now, of: path)
    }
    guard arguments.count == 2 else {
      throw invocation.usage(
        "'lotwise diff' compares two files, A and B, or one with itself at a git revision (--rev REV)")
    }
    return Differences(against: arguments[0], files: [try two(arguments[0], arguments[1])])
  }

  // MARK: Two files

  private func two(_ a: String, _ b: String) throws(Stop) -> FileDifference {
    let results = (try result(a), try result(b))
    if let old = results.0, let new = results.1 { return FileDifference(old, a, new, b) }
    if results.0 != nil || results.1 != nil {
      throw .failure(
        "\(quoted(results.0 != nil ? a : b)) is a result, and the other file is not; compare two results")
    }
    let (old, new) = (try tree(a), try tree(b))
    guard old.kind == new.kind else {
      throw .failure(
        "\(quoted(a)) and \(quoted(b)) are not of one kind; compare two scenarios, two cases or two rate cards"
      )
    }
    guard old.kind == .rateCard else {
      if invocation.has(scenario) { throw invocation.usage("--scenario goes with two rate cards") }
      return try difference(InputDifference(from: old, to: new))
    }
    guard let path = invocation[scenario] else {
      return FileDifference(cards: InputDifference(from: old, to: new))
    }
    let subject = try tree(path)
    guard subject.kind == .scenario || subject.kind == .replayCase else {
      throw .failure("\(quoted(path)) is no scenario and no replay case")
    }
    return try difference(InputDifference(from: subject.with(card: old), to: subject.with(card: new)))
  }

  private func difference(_ inputs: InputDifference) throws(Stop) -> FileDifference {
    let found: FileDifference
    do throws(RunError) {
      found = try FileDifference(inputs, options, isInterrupted: { Signals.isInterrupted })
    } catch {
      try Signals.check()
      throw .failure("\(quoted(inputs.new.path)): \(error)")
    }
    return found
  }

  private func tree(_ path: String) throws(Stop) -> InputTree {
    do throws(Diagnostics) { return try InputTree.read(path: path) } catch {
      invocation.console.show(error)
      throw .reported
    }
  }

  /// Nil: no result, by its first bytes.
  private func result(_ path: String) throws(Stop) -> ResultFile? {
    guard path.hasSuffix(".json") else { return nil }
    let bytes = try contents(of: path)
    guard bytes.prefix(200).contains(UInt8(ascii: "{")),
      String(decoding: bytes.prefix(200), as: UTF8.self).contains("\"lotwise/result/")
    else { return nil }
    do throws(ResultError) { return try ResultFile(bytes: bytes) } catch {
      throw .failure("\(quoted(path)) is no result that can be read: \(error)")
    }
  }

  // MARK: Two versions of one path

  private func versions(_ old: Version, _ new: Version, of path: String) throws(Stop) -> Differences {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .failure("cannot read \(quoted(path)): \(String(cString: strerror(errno)))")
    }
    if status.st_mode & S_IFMT == S_IFDIR { return try folders(old, new, of: path) }
    let (was, now) = (try tree(of: path, old), try tree(of: path, new))
    guard was.kind == now.kind else {
      throw .failure("\(quoted(path)) was another kind of file in \(quoted(old.name))")
    }
    let inputs = InputDifference(from: was, to: now)
    let file = now.kind == .rateCard ? FileDifference(cards: inputs) : try difference(inputs)
    return Differences(against: old.name, files: [file])
  }

  private func tree(of path: String, _ version: Version) throws(Stop) -> InputTree {
    guard let file = version.path(of: path), access(file, R_OK) == 0 else {
      throw .failure(
        "\(quoted(path)) is not in \(quoted(version.name)): there is nothing to compare with")
    }
    switch version.read(file) {
    case .success(let tree): return tree
    case .failure(let diagnostics):
      invocation.console.show(diagnostics)
      throw .reported
    }
  }

  /// Every scenario and case of the folder, and what was there and is gone.
  private func folders(_ old: Version, _ new: Version, of path: String) throws(Stop) -> Differences {
    guard let oldFolder = old.path(of: path), let newFolder = new.path(of: path) else {
      throw .failure("\(quoted(path)) lies outside the git working copy")
    }
    let (before, now) = (try files(in: oldFolder), try files(in: newFolder))
    let (wasThere, isThere) = (Set(before), Set(now))
    let base = path == "." ? "" : path.hasSuffix("/") ? path : path + "/"
    var changed: [InputDifference] = []
    var unchanged = 0
    var added: [String] = []
    var unreadable: [(path: String, why: String)] = []
    for name in now {
      try Signals.check()
      let after = new.read(newFolder == "." ? name : "\(newFolder)/\(name)")
      guard wasThere.contains(name) else {
        if case .success(let tree) = after, tree.kind != .rateCard { added.append(base + name) }
        continue
      }
      switch (old.read("\(oldFolder)/\(name)"), after) {
      case (.success(let was), .success(let now)) where was.kind == now.kind && was.kind != .rateCard:
        let inputs = InputDifference(from: was, to: now)
        // What a file of requests holds is not in the tree.
        if inputs.isNone, !now.readsRequests { unchanged += 1 } else { changed.append(inputs) }
      case (.failure, .success(let now)) where now.kind != .rateCard: added.append(base + name)
      case (.success(let was), .failure(let problem)) where was.kind != .rateCard:
        unreadable.append((base + name, problem.first))
      // Cards are told where scenarios name them; what only another file includes is no file by itself.
      default: continue
      }
    }
    let removed = before.filter { name in
      guard !isThere.contains(name), case .success(let tree) = old.read("\(oldFolder)/\(name)") else {
        return false
      }
      return tree.kind != .rateCard
    }
    var files: [FileDifference] = []
    for inputs in changed {
      let file = try difference(inputs)
      if file.inputs.isEmpty, !file.isChanged { unchanged += 1 } else { files.append(file) }
    }
    return Differences(
      against: old.name, files: files, unchanged: unchanged, added: added,
      removed: removed.map { base + $0 }, unreadable: unreadable)
  }

  /// Below the folder; none if there is no such folder.
  private func files(in folder: String) throws(Stop) -> [String] {
    guard access(folder, R_OK) == 0 else { return [] }
    do throws(RunError) {
      return try Subject.find(in: [folder]).map { subject in
        let path = subject.path
        return path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
      }
    } catch { throw .failure("\(error)") }
  }
}

/// The working copy, or a revision.
private enum Version {
  case now
  case revision(Revision)

  var name: String {
    switch self {
    case .now: "the working copy"
    case .revision(let revision): revision.name
    }
  }

  func path(of path: String) -> String? {
    switch self {
    case .now: path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    case .revision(let revision): revision.path(of: path)
    }
  }

  /// Named as git names it: `main:scenarios/agency.yaml`.
  func read(_ path: String) -> Result<InputTree, Diagnostics> {
    let result = InputTree.attempt(path)
    guard case .revision(let revision) = self else { return result }
    let folder = revision.folder + "/"
    return result.map { $0.renamed(from: folder, to: revision.name + ":") }.mapError { error in
      var shown = error
      for index in shown.list.indices where shown.list[index].path.hasPrefix(folder) {
        shown.list[index].path = revision.name + ":" + shown.list[index].path.dropFirst(folder.count)
      }
      return shown
    }
  }
}

extension InputTree {
  fileprivate static func attempt(_ path: String) -> Result<InputTree, Diagnostics> {
    do throws(Diagnostics) { return .success(try read(path: path)) } catch { return .failure(error) }
  }
}

extension Diagnostics {
  /// The first error, with its line.
  fileprivate var first: String {
    guard let error = list.first(where: { $0.severity == .error }) else { return "it cannot be read" }
    return "line \(error.line): \(error.message); \(error.remedy)"
  }
}
