/// The library underneath: OpenBLAS, loaded when the first matrix asks for it, so that a command without matrices
/// neither waits for it nor needs it. On one thread, because the program divides its work over
/// threads itself, and one caller at a time, because OpenBLAS keeps a buffer for each. Its results differ in the last
/// bits from one kind of CPU to another, so that money never passes through it; `core` names the kind.
///
/// OpenBLAS asks for its buffer until it gets it, for ever: it is loaded only where there is room. At the boundary:
/// with `room` bytes of address space left it is, with less the products are summed here, as they are in a program that
/// is linked statically, which can load nothing. Sums of whole numbers below 2^53 are the same bits either way.

import CMachine
import Glibc

public enum BLAS {
  /// `0.3.21`; nil if it is not there.
  public static var version: String? {
    let about = openBLAS?.function(
      "openblas_get_config", as: (@convention(c) () -> UnsafePointer<CChar>?).self)
    // `OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH ...`
    let words = about.flatMap { $0() }.map { String(cString: $0).split(separator: " ") } ?? []
    return words.dropFirst().first.map(String.init)
  }

  /// The kernels that OpenBLAS chose for this CPU: `SkylakeX`, `Haswell`, `Zen`; nil if it is not there.
  public static var core: String? {
    let name = openBLAS?.function(
      "openblas_get_corename", as: (@convention(c) () -> UnsafePointer<CChar>?).self)
    return name.flatMap { $0() }.map { String(cString: $0) }
  }

  /// The threads it works on: 1; nil if it is not there.
  public static var threads: Int? {
    openBLAS?.function("openblas_get_num_threads", as: (@convention(c) () -> Int32).self).map { Int($0()) }
  }

  /// The library and what it needs are mapped (60 MB), and it takes a buffer, of 32 MB and more by the kind of kernel:
  /// 128 MB were not enough.
  static let room = 256 << 20

  static let openBLAS: Library? = {
    guard !lotwise_is_static(), hasRoom else { return nil }
    // Read when the library is loaded; threads that are never started cost nothing.
    setenv("OPENBLAS_NUM_THREADS", "1", 1)
    return Library(["libopenblas.so.0", "libopenblas.so"])
  }()

  private static var hasRoom: Bool {
    let found = mmap(nil, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let found, found != MAP_FAILED else { return false }
    munmap(found, room)
    return true
  }

  nonisolated(unsafe) private static let turn: UnsafeMutablePointer<pthread_mutex_t> = {
    let turn = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    pthread_mutex_init(turn, nil)
    return turn
  }()

  /// One caller at a time; nil, and nothing was done, if the library or the function is not there.
  static func call<Function, Result>(
    _ library: Library?, _ name: String, as type: Function.Type, _ body: (Function) -> Result
  ) -> Result? {
    guard let function = library?.function(name, as: type) else { return nil }
    pthread_mutex_lock(turn)
    defer { pthread_mutex_unlock(turn) }
    return body(function)
  }
}

/// A shared library that stays loaded.
struct Library: Sendable {
  nonisolated(unsafe) private let handle: UnsafeMutableRawPointer

  /// The first of these names that is there.
  init?(_ names: [String]) {
    for name in names {
      if let found = dlopen(name, RTLD_NOW | RTLD_LOCAL) {
        handle = found
        return
      }
    }
    return nil
  }

  /// A function of C; the type must be the one that its header gives it.
  func function<Function>(_ name: String, as type: Function.Type) -> Function? {
    dlsym(handle, name).map { unsafeBitCast($0, to: type) }
  }
}

/// What CBLAS calls these.
enum Order {
  static let byColumns: Int32 = 102
}

enum Transpose {
  static let yes: Int32 = 112
}

enum Triangle {
  static let lower: Int32 = 122
}
