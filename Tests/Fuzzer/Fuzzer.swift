/// What libFuzzer calls with every file that it makes up: it is read as a scenario, as a case and as a card, and
/// whatever is said about it is shown. `make fuzz` runs it; it stops at a crash, or at a file that takes longer
/// than two seconds, and leaves that file beside the build.

import Documents
import Glibc
import ScenarioFile

@main enum Fuzzer {
  static func main() {
    var count = CommandLine.argc
    var words = CommandLine.unsafeArgv
    exit(runDriver(&count, &words) { readOne($0, $1) })
  }

  static func read(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    show { () throws(Diagnostics) in try Scenarios.read(bytes: bytes, path: "fuzz.yaml").warnings }
    show { () throws(Diagnostics) in try CaseFile.read(bytes: bytes, path: "fuzz.yaml").warnings }
    show { () throws(Diagnostics) in
      _ = try CardFile.read(bytes: bytes, path: "fuzz.yaml")
      return Diagnostics()
    }
    return 0
  }

  private static func show(_ read: () throws(Diagnostics) -> Diagnostics) {
    do throws(Diagnostics) {
      _ = try read().rendered(color: false)
    } catch {
      _ = error.rendered(color: true)
    }
  }
}

/// The name under which libFuzzer looks for it.
@_cdecl("LLVMFuzzerTestOneInput")
func readOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt { Fuzzer.read(start, count) }

/// libFuzzer's own loop; Swift Package Manager gives the program its main function.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
