// The laboratory's acceptance tests: one test at a time, chosen with --gtest_filter by
// tests/lab/CMakeLists.txt.
#include <cstdio>

#include <gtest/gtest.h>

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    const int status = RUN_ALL_TESTS();
    if (testing::UnitTest::GetInstance()->test_to_run_count() > 0) return status;
    std::fputs("no test of that name\n", stderr);
    return 1;
}
