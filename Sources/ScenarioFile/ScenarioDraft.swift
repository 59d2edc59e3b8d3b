/// A scenario that a program makes or changes and writes as a file: a forecast adds its workload, an optimiser its
/// plans. What was read stays as it was, in the order and the notation of the file; comments are lost, and what
/// was included stands in it.
///
///     var draft = try ScenarioDraft(path: "agency.yaml")
///     draft.record.set(Keys.scenario.plans, named: "cheapest", plan)
///     try draft.text.write(...)

import Documents

public struct ScenarioDraft: Sendable {
  package var record: RecordWriter

  /// A scenario that says nothing yet but what it is.
  public init() {
    record = RecordWriter(.scenario)
    record.set(Keys.scenario.version, text: "1")
  }

  /// Of a file that has no mistake in its YAML. What its values mean is not looked at.
  public init(path: String) throws(Diagnostics) {
    (self, _) = try Document.read(path: path, as: FileKind.scenario) { ScenarioDraft($0, path, $1) }
  }

  /// The same for text that is in memory; `path` is where it would be.
  public init(bytes: [UInt8], path: String) throws(Diagnostics) {
    (self, _) = try Document.read(bytes: bytes, path: path, as: FileKind.scenario) {
      ScenarioDraft($0, path, $1)
    }
  }

  private init(_ root: Node, _ path: String, _ findings: Findings) {
    record = RecordWriter(Includes.merged(root, path: path, findings), .scenario)
    record.remove(Keys.scenario.include)
  }

  public var text: String { record.text }
}
