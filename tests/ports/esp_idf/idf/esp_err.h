#include "fake_idf.h"
