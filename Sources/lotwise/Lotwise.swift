@main
enum Lotwise {
  static func main() {}
}
