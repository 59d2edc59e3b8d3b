/// Files and folders that must not outlive the process, however it ends.

import Glibc
import Runs
import Synchronization

enum Leftovers {
  private static let paths = Mutex<Set<String>>([])

  static func add(_ path: String) { paths.withLock { _ = $0.insert(path) } }

  /// It has become what it was made for.
  static func keep(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  static func remove(_ path: String) {
    delete(path)
    keep(path)
  }

  static func removeAll() {
    for path in paths.withLock({ $0 }) { remove(path) }
  }

  /// A file, or a folder and all that is in it; links are removed, not followed.
  private static func delete(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if status.st_mode & S_IFMT == S_IFDIR {
      for name in folderEntries(of: path) ?? [] { delete("\(path)/\(name)") }
    }
    _ = Glibc.remove(path)
  }
}
