/// The files below a folder, in the order of their names. Links are not followed: a folder cannot send a reader elsewhere, nor
/// round in a circle.

import Glibc

public enum ExportFolder {
  private static let deepest = 32

  /// Nil: this is not a folder.
  public static func files(in path: String) -> [String]? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    var files: [String] = []
    collect(path.hasSuffix("/") ? path : path + "/", depth: 0, into: &files)
    return files
  }

  /// Nil for what has no size.
  public static func size(of path: String) -> Int? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  private static func collect(_ folder: String, depth: Int, into files: inout [String]) {
    guard depth < deepest, let handle = opendir(folder) else { return }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    closedir(handle)
    for name in names.sorted() {
      var status = stat()
      guard lstat(folder + name, &status) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: collect(folder + name + "/", depth: depth + 1, into: &files)
      case S_IFREG: files.append(folder + name)
      default: continue
      }
    }
  }
}
