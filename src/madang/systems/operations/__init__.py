"""Operations (system): the operator's room."""
