/// `lotwise version`, and `lotwise --version`. With `--verbose` also what a report of a fault needs: how the program was
/// built, what it runs on, and which libraries it found.

import CMachine
import Documents
import Formats
import Glibc
import Numerics

/// Raised with each release; see CHANGELOG.md.
let lotwiseVersion = "0.1.0"

private let verbose = Option(
  "--verbose", summary: "also how it was built, what it runs on, and the libraries that it found")

let versionCommand = Command(
  name: "version", summary: "the version of this program", options: [verbose]
) { invocation throws(Stop) in
  var buffer = ByteBuffer()
  buffer.append(text: "lotwise \(lotwiseVersion)\n")
  if invocation.has(verbose) {
    let facts = built + processor + libraries
    let width = facts.map(\.name.count).max() ?? 0
    for fact in facts {
      let space = String(repeating: " ", count: width - fact.name.count + 2)
      buffer.append(text: fact.name + space + fact.value + "\n")
    }
  }
  try invocation.put(&buffer)
}

private typealias Fact = (name: String, value: String)

private var built: [Fact] {
  #if DEBUG
    let kind = "debug"
  #else
    let kind = "release"
  #endif
  #if arch(x86_64)
    let architecture = "x86-64"
  #elseif arch(arm64)
    let architecture = "arm64"
  #else
    let architecture = "another architecture"
  #endif
  let vectors = [128: "", 256: " with AVX2", 512: " with AVX-512"][LOTWISE_VECTOR_BITS] ?? ""
  let linking: String
  if lotwise_is_static() {
    linking = "statically: it loads nothing"
  } else if dlopen("libswiftCore.so", RTLD_NOLOAD | RTLD_NOW) != nil {
    linking = "Swift's runtime is loaded"
  } else {
    linking = "Swift's runtime is inside"
  }
  // Of the runtime, which came with the compiler; its third number does not tell one 6.3.x from another.
  let compiler = "\(_SwiftStdlibVersion.current)".split(separator: ".").prefix(2).joined(separator: ".")
  return [
    ("built", "\(kind), for \(architecture)\(vectors)"),
    ("compiler", "Swift \(compiler)"),
    ("linked", linking),
  ]
}

private var processor: [Fact] {
  let found = Processor.current
  func said(_ has: Bool?) -> String { has.map { $0 ? "yes" : "no" } ?? "not known" }
  return [
    ("processor", found.model ?? "not known"),
    ("may use", "\(found.allowed ?? Processor.present) of \(Processor.present) processors"),
    ("has AVX2", said(found.hasAVX2)), ("has AVX-512", said(found.hasAVX512)),
  ]
}

private var libraries: [Fact] {
  let isThere = access("/usr/share/zoneinfo", R_OK) == 0
  var openBLAS = "not found: matrices are summed by a loop, to the same bits"
  if let version = BLAS.version { openBLAS = version + (BLAS.core.map { ", kernels for \($0)" } ?? "") }
  return [
    ("C library", "glibc \(String(cString: gnu_get_libc_version()))"),
    ("libyaml", YAMLReader.libraryVersion), ("OpenBLAS", openBLAS),
    ("time zones", isThere ? "/usr/share/zoneinfo" : "not found: files may name UTC only"),
  ]
}
