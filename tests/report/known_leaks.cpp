// Fontconfig keeps what it read for the life of the process and is not ours to mend. The leak
// checker asks for this function by its name; other builds never call it.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libfontconfig\n";
}
