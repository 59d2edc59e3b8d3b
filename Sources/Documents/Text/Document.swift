/// One file, read whole: found, parsed, read by its keys. What is wrong with it is thrown, all at once; what is
/// merely doubtful comes beside the value.

package enum Document {
  package typealias Reading<Value> = (_ text: SourceText, _ findings: Findings) -> Value?

  package static func read<Value>(
    path: String, _ reading: Reading<Value>
  ) throws(Diagnostics) -> (Value, Diagnostics) {
    let findings = Findings(path: path)
    guard let text = SourceText.read(path: path, findings: findings) else {
      throw findings.diagnostics(in: SourceText(path: path, bytes: []))
    }
    return try finish(text, findings, reading)
  }

  /// The same for text that is in memory; `path` is where it would be.
  package static func read<Value>(
    bytes: [UInt8], path: String, _ reading: Reading<Value>
  ) throws(Diagnostics) -> (Value, Diagnostics) {
    try finish(SourceText(path: path, bytes: bytes), Findings(path: path), reading)
  }

  private static func finish<Value>(
    _ text: SourceText, _ findings: Findings, _ reading: Reading<Value>
  ) throws(Diagnostics) -> (Value, Diagnostics) {
    let value = reading(text, findings)
    let diagnostics = findings.diagnostics(in: text)
    guard let value, !diagnostics.hasErrors else { throw diagnostics }
    return (value, diagnostics)
  }
}
