/// `lotwise diff A B`: what changed between two scenarios, cases, rate cards or results, or since a git revision, what that did to each
/// plan, and which line did it.

import Glibc
import Quantities
import Regression
import Reports
import ScenarioFile

private let revision = Option(
  "--rev", value: "REV", summary: "compare the one file or folder with itself at a git revision")
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
      paths, default: options.futures, from: 32, upTo: SimulationOptions.mostPaths)
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
      return try since(Revision(name, of: [path]), path)
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
        "'\(visible(results.0 != nil ? a : b))' is a result, and the other file is not; compare two results")
    }
    let (old, new) = (try tree(a), try tree(b))
    guard old.kind == new.kind else {
      throw .failure(
        "'\(visible(a))' and '\(visible(b))' are not of one kind; compare two scenarios, two cases or two rate cards"
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
      throw .failure("'\(visible(path))' is no scenario and no replay case")
    }
    return try difference(InputDifference(from: subject.with(card: old), to: subject.with(card: new)))
  }

  private func difference(_ inputs: InputDifference) throws(Stop) -> FileDifference {
    let found: FileDifference
    do throws(SuiteError) {
      found = try FileDifference(inputs, options, isInterrupted: { Signals.isInterrupted })
    } catch {
      try Signals.check()
      throw .failure("'\(visible(inputs.new.path))': \(error)")
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
      throw .failure("'\(visible(path))' is no result that can be read: \(error)")
    }
  }

  // MARK: Since a revision

  private func since(_ revision: Revision, _ path: String) throws(Stop) -> Differences {
    var status = stat()
    let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    if !isFolder {
      guard access(path, R_OK) == 0 else {
        throw .failure("cannot read '\(visible(path))': \(String(cString: strerror(errno)))")
      }
      guard let old = revision.path(of: path), access(old, R_OK) == 0 else {
        throw .failure(
          "'\(visible(path))' is not in '\(visible(revision.name))': it is new, and there is nothing to compare it with"
        )
      }
      let file = try since(revision, path, old)
      return Differences(against: revision.name, files: [file])
    }
    return try folder(revision, path)
  }

  private func since(_ revision: Revision, _ path: String, _ old: String) throws(Stop) -> FileDifference {
    let before: InputTree
    do throws(Diagnostics) {
      before = try InputTree.read(path: old).renamed(from: revision.folder + "/", to: revision.name + ":")
    } catch {
      var shown = error
      for index in shown.list.indices where shown.list[index].path.hasPrefix(revision.folder + "/") {
        shown.list[index].path =
          revision.name + ":" + shown.list[index].path.dropFirst(revision.folder.utf8.count + 1)
      }
      invocation.console.show(shown)
      throw .reported
    }
    let after = try tree(path)
    guard before.kind == after.kind else {
      throw .failure("'\(visible(path))' was another kind of file in '\(visible(revision.name))'")
    }
    let inputs = InputDifference(from: before, to: after)
    return after.kind == .rateCard ? FileDifference(cards: inputs) : try difference(inputs)
  }

  /// Every scenario and case of the folder, and what was there and is gone.
  private func folder(_ revision: Revision, _ path: String) throws(Stop) -> Differences {
    guard let old = revision.path(of: path) else {
      throw .failure("'\(visible(path))' lies outside the git working copy")
    }
    let now: [Subject]
    var before: [Subject] = []
    do throws(SuiteError) {
      now = try Subject.find(in: [path])
      if access(old, R_OK) == 0 { before = try Subject.find(in: [old]) }
    } catch { throw .failure("\(error)") }
    let base = path == "." ? "" : path.hasSuffix("/") ? path : path + "/"
    let known = Set(before.map { base + $0.path.dropFirst(old.count + 1) })
    var changed: [InputDifference] = []
    var unchanged = 0
    var added: [String] = []
    var unreadable: [(path: String, why: String)] = []
    for subject in now {
      try Signals.check()
      let after = InputTree.attempt(subject.path)
      guard known.contains(subject.path) else {
        if case .success(let tree) = after, tree.kind != .rateCard { added.append(subject.path) }
        continue
      }
      let was = InputTree.attempt("\(old)/\(subject.path.dropFirst(base.count))")
      switch (was, after) {
      case (.success(let was), .success(let after)) where was.kind == after.kind && was.kind != .rateCard:
        let inputs = InputDifference(
          from: was.renamed(from: revision.folder + "/", to: revision.name + ":"), to: after)
        // What a file of requests holds is not in the tree.
        if inputs.isNone, !after.readsRequests { unchanged += 1 } else { changed.append(inputs) }
      case (.failure, .success(let after)) where after.kind != .rateCard: added.append(subject.path)
      case (.success(let was), .failure(let problem)) where was.kind != .rateCard:
        unreadable.append((subject.path, problem.first))
      // Cards are told where scenarios name them; what only another file includes is no file by itself.
      default: continue
      }
    }
    let removed = known.subtracting(now.map(\.path)).filter { path in
      if case .success(let tree) = InputTree.attempt("\(old)/\(path.dropFirst(base.count))") {
        tree.kind != .rateCard
      } else {
        false
      }
    }
    var files: [FileDifference] = []
    for inputs in changed {
      let file = try difference(inputs)
      if file.inputs.isEmpty, !file.isChanged { unchanged += 1 } else { files.append(file) }
    }
    return Differences(
      against: revision.name, files: files, unchanged: unchanged, added: added,
      removed: removed.sorted(), unreadable: unreadable)
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
