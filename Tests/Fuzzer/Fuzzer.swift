/// What libFuzzer calls with every file that it makes up: it is read as a scenario, as a case and as a card, and
/// whatever is said about it is shown. `make fuzz` runs it; it finds a crash or a file that takes longer than two
/// seconds, and leaves that file beside the build.

import ScenarioFile

@_cdecl("LLVMFuzzerTestOneInput")
public func readOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  show { () throws(Diagnostics) in try Scenarios.read(bytes: bytes, path: "fuzz.yaml").warnings }
  show { () throws(Diagnostics) in try CaseFile.read(bytes: bytes, path: "fuzz.yaml").warnings }
  show { () throws(Diagnostics) in
    _ = try CardFile.read(bytes: bytes, path: "fuzz.yaml")
    return Diagnostics()
  }
  return 0
}

private func show(_ read: () throws(Diagnostics) -> Diagnostics) {
  do throws(Diagnostics) {
    _ = try read().rendered(color: false)
  } catch {
    precondition(error.hasErrors, "refused without a reason")
    _ = error.rendered(color: true)
  }
}
